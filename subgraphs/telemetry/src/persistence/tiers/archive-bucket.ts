import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rename, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { AwsClient } from 'aws4fetch';
import { UnreadableFileError } from './archive-errors.ts';
import type { ArchiveStore, ListedFile } from './archive-store.ts';
import { trimCache } from './trim-cache.ts';

export type BucketConfig = {
  /** Of the store; the bucket is the first part of the path. */
  readonly endpoint: string;
  readonly bucket: string;
  /** Before the names of all files; may be empty. */
  readonly prefix: string;
  readonly region: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
};

export type ArchiveCache = { readonly folder: string; readonly mostBytes: number };

const timeoutMs = 60_000;

class MissingObjectError extends Error {}

/**
 * Files of the archive as objects of a store that speaks S3. A file that is read is fetched and
 * kept in the folder of the cache while there is room: files never change under their name.
 */
export function openArchiveBucket(
  config: BucketConfig,
  { folder: cacheFolder, mostBytes }: ArchiveCache,
): ArchiveStore {
  const { endpoint, bucket, prefix, region, accessKeyId, secretAccessKey } = config;
  const client = new AwsClient({ accessKeyId, secretAccessKey, region, service: 's3', retries: 4 });
  const root = `${endpoint.replace(/\/$/, '')}/${bucket}`;
  const start = prefix === '' ? '' : `${prefix}/`;
  const urlOf = (name: string) => `${root}/${start}${name}`;
  const send = async (method: string, url: string, body?: Uint8Array<ArrayBuffer>) => {
    const signal = AbortSignal.timeout(timeoutMs);
    const response = await client.fetch(
      url,
      body === undefined ? { method, signal } : { method, signal, body },
    );
    if (response.ok) return response;
    const said = (await response.text()).slice(0, 200);
    const message = `The archive answers ${method} with ${response.status}: ${said}`;
    throw said.includes('NoSuchKey') ? new MissingObjectError(message) : new Error(message);
  };
  const cached = (name: string) => join(cacheFolder, name);
  return {
    put: async (name, write) => {
      const folder = await mkdtemp(join(tmpdir(), 'waris-archive-'));
      try {
        const path = join(folder, 'file.parquet');
        await write(path);
        const content = await readFile(path);
        await send('PUT', urlOf(name), content);
        const sha256 = createHash('sha256').update(content).digest('hex');
        return { byteCount: content.length, sha256 };
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
    },
    pathOf: async (name) => {
      const path = cached(name);
      if (await use(path)) return path;
      const response = await send('GET', urlOf(name)).catch((error: unknown) => {
        if (!(error instanceof MissingObjectError)) throw error;
        throw new UnreadableFileError(name, error.message, { cause: error });
      });
      const content = new Uint8Array(await response.arrayBuffer());
      await mkdir(dirname(path), { recursive: true });
      const unfinished = `${path}.${process.pid}-${Date.now()}`;
      await writeFile(unfinished, content);
      await rename(unfinished, path);
      await trimCache(cacheFolder, mostBytes, Date.now());
      return path;
    },
    remove: async (name) => {
      await send('DELETE', urlOf(name));
      await rm(cached(name), { force: true });
    },
    list: () => listObjects((query) => send('GET', `${root}?${query}`), start),
  };
}

/** Whether it is there; says when it was last used. */
async function use(path: string): Promise<boolean> {
  const now = new Date();
  return utimes(path, now, now).then(
    () => true,
    () => false,
  );
}

async function listObjects(
  get: (query: string) => Promise<Response>,
  prefix: string,
): Promise<readonly ListedFile[]> {
  const found: ListedFile[] = [];
  let token: string | null = null;
  do {
    const query = new URLSearchParams({ 'list-type': '2', prefix });
    if (token !== null) query.set('continuation-token', token);
    const xml = await (await get(query.toString())).text();
    for (const [, item = ''] of xml.matchAll(/<Contents>(.*?)<\/Contents>/gs)) {
      const name = textOf(item, 'Key').slice(prefix.length);
      const byteCount = Number(textOf(item, 'Size'));
      found.push({ name, writtenAt: new Date(textOf(item, 'LastModified')), byteCount });
    }
    token = textOf(xml, 'NextContinuationToken') || null;
  } while (token !== null);
  return found;
}

/** Names of ours have no character that XML writes otherwise; those of others are left alone. */
function textOf(xml: string, element: string): string {
  return new RegExp(`<${element}>([^<]*)</${element}>`).exec(xml)?.[1] ?? '';
}
