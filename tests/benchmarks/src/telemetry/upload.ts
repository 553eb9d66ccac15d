import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { z } from 'zod';

export type Upload = {
  readonly url: string;
  readonly format: 'NDJSON' | 'CSV' | 'GRAPHQL';
  /** Serial numbers are the prefix and a number from 0. */
  readonly serialPrefix: string;
  readonly meterCount: number;
  readonly startMs: number;
  readonly rows: number;
  readonly prepared: boolean;
};

const client = fileURLToPath(new URL('upload-client.ts', import.meta.url));

const outcome = z.object({ elapsedMs: z.number(), acceptedCount: z.number() });

/** Rows each second of one upload, all of them new; throws when one was not taken. */
export async function uploadRate(upload: Upload): Promise<number> {
  const { stdout } = await promisify(execFile)(process.execPath, [client, JSON.stringify(upload)]);
  const { elapsedMs, acceptedCount } = outcome.parse(JSON.parse(stdout));
  if (acceptedCount !== upload.rows) throw new Error(`Not all were stored: ${stdout}`);
  return (1000 * upload.rows) / elapsedMs;
}
