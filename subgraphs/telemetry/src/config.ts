import { join, resolve } from 'node:path';
import { parseEnvironment, settings } from '@waris/service-kit';
import { z } from 'zod';
import {
  parseRetention,
  usualRetention,
  type RetentionPolicy,
} from './domain/tiers/retention-policy.ts';
import { mqttConfigOf, mqttSettings, type MqttConfig } from './mqtt-config.ts';

export type TelemetryConfig = {
  readonly postgresUrl: string;
  /** Null or absent: readings come by the other doors alone. */
  readonly mqtt?: MqttConfig | null;
  /** How often touched days are looked for; 0 or absent leaves that to `rollUp`. */
  readonly rollUpIntervalMs?: number;
  /** Absent: `.waris/archive`. */
  readonly archiveFolder?: string;
  readonly retention?: RetentionPolicy;
  /** How often it is seen whether readings are to be moved; 0 or absent leaves that to `run`. */
  readonly retentionIntervalMs?: number;
};

const tierSettings = {
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
};

export function parseTelemetryConfig(
  environment: Readonly<Record<string, string | undefined>>,
): TelemetryConfig {
  const { DATABASE_URL, WARIS_ROLL_UP_MS, ...parsed } = parseEnvironment(environment, {
    DATABASE_URL: settings.postgresUrl,
    WARIS_ROLL_UP_MS: z.coerce
      .number('is not a number')
      .int('is not a whole number')
      .min(0, 'is negative')
      .max(3_600_000, 'is more than an hour')
      .default(1_000),
    ...tierSettings,
    ...mqttSettings,
  });
  return {
    postgresUrl: DATABASE_URL,
    mqtt: mqttConfigOf(parsed),
    rollUpIntervalMs: WARIS_ROLL_UP_MS,
    archiveFolder: resolve(
      parsed.WARIS_ARCHIVE_DIR ?? join(parsed.WARIS_DATA_DIR ?? '.waris', 'archive'),
    ),
    retention: parsed.WARIS_RETENTION,
    retentionIntervalMs: parsed.WARIS_RETENTION_MINUTES * 60_000,
  };
}
