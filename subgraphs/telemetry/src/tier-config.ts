import { join, resolve } from 'node:path';
import { StartError } from '@waris/service-kit';
import { z } from 'zod';
import {
  parseRetention,
  usualRetention,
  type RetentionPolicy,
} from './domain/tiers/retention-policy.ts';
import type { BucketConfig } from './persistence/tiers/archive-bucket.ts';

export type TierConfig = {
  /** Where the archive is, or what was fetched of a bucket is kept. Absent: `.waris/archive`. */
  readonly archiveFolder?: string;
  /** Null or absent: the archive is the folder. */
  readonly archiveBucket?: BucketConfig | null;
  /** Of what was fetched of a bucket; absent: a gigabyte. */
  readonly archiveCacheBytes?: number;
  readonly retention?: RetentionPolicy;
  /** How often it is seen whether readings are to be moved; 0 or absent leaves that to `run`. */
  readonly retentionIntervalMs?: number;
};

export const tierSettings = {
  WARIS_DATA_DIR: z.string().optional(),
  WARIS_ARCHIVE_DIR: z.string().optional(),
  WARIS_RETENTION: z
    .string()
    .default('')
    .transform((text, context) => {
      const policy = text === '' ? usualRetention : parseRetention(text);
      if (!('problem' in policy)) return policy;
      context.addIssue({ code: 'custom', message: policy.problem });
      return z.NEVER;
    }),
  WARIS_RETENTION_MINUTES: z.coerce
    .number('is not a number')
    .int('is not a whole number')
    .min(0, 'is negative')
    .max(1_440, 'is more than a day')
    .default(60),
  WARIS_ARCHIVE_CACHE_MB: z.coerce
    .number('is not a number')
    .int('is not a whole number')
    .min(0, 'is negative')
    .default(1_000),
  ARCHIVE_URL: z
    .string()
    .regex(/^s3:\/\/[a-z\d.-]{3,63}(\/[\w./-]*)?$/, 'is not like s3://bucket/prefix')
    .optional(),
  ARCHIVE_ENDPOINT: z.url({ protocol: /^https?$/, error: 'is not an HTTP URL' }).optional(),
  ARCHIVE_REGION: z.string().default('us-east-1'),
  ARCHIVE_ACCESS_KEY_ID: z.string().optional(),
  ARCHIVE_SECRET_ACCESS_KEY: z.string().optional(),
};

type Settings = z.infer<z.ZodObject<typeof tierSettings>>;

export function tierConfigOf(settings: Settings): TierConfig {
  const { WARIS_DATA_DIR: dataDir = '.waris', WARIS_ARCHIVE_DIR: folder } = settings;
  return {
    archiveFolder: resolve(folder ?? join(dataDir, 'archive')),
    archiveBucket: bucketOf(settings),
    archiveCacheBytes: settings.WARIS_ARCHIVE_CACHE_MB * 1e6,
    retention: settings.WARIS_RETENTION,
    retentionIntervalMs: settings.WARIS_RETENTION_MINUTES * 60_000,
  };
}

function bucketOf(settings: Settings): BucketConfig | null {
  const { ARCHIVE_URL: url, ARCHIVE_REGION: region } = settings;
  if (url === undefined) return null;
  const { ARCHIVE_ACCESS_KEY_ID: accessKeyId, ARCHIVE_SECRET_ACCESS_KEY: secretAccessKey } =
    settings;
  if (accessKeyId === undefined || secretAccessKey === undefined) {
    throw new StartError('ARCHIVE_URL needs ARCHIVE_ACCESS_KEY_ID and ARCHIVE_SECRET_ACCESS_KEY.');
  }
  const [bucket = '', ...prefix] = url
    .slice('s3://'.length)
    .split('/')
    .filter((part) => part !== '');
  const endpoint = settings.ARCHIVE_ENDPOINT ?? `https://s3.${region}.amazonaws.com`;
  return { endpoint, bucket, prefix: prefix.join('/'), region, accessKeyId, secretAccessKey };
}
