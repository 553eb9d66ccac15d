import { randomBytes } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { cacheFolder } from '../cache-folder.ts';
import { keepOpen } from './keep-open.ts';
import { openThread } from './thread.ts';
import type { WorkerOptions } from './worker-messages.ts';

export type PostgresOptions = {
  /** Folder of the database; made when absent. */
  readonly dataDir: string;
  /** 0 or absent: any free port. */
  readonly port?: number;
  readonly maxConnections?: number;
  readonly idleInTransactionMs?: number;
  readonly cache?: string;
  /** Told when the engine gave up on a full disk; it serves again as soon as there is room. */
  readonly onInterruption?: (reason: string) => void;
  /** Told when the engine breaks down while it serves; by default that ends the process. */
  readonly onFailure?: (error: Error) => void;
};

export type PostgresServer = {
  readonly url: string;
  readonly port: number;
  stop(): Promise<void>;
};

/** Starts PGlite in a thread of its own and serves it on the loopback address. */
export async function startPostgres(options: PostgresOptions): Promise<PostgresServer> {
  const dataDir = resolve(options.dataDir);
  await mkdir(dirname(dataDir), { recursive: true });
  const workerOptions: WorkerOptions = {
    dataDir,
    cache: options.cache ?? cacheFolder(),
    port: options.port ?? 0,
    password: randomBytes(18).toString('base64url'),
    maxConnections: options.maxConnections ?? 200,
    idleInTransactionMs: options.idleInTransactionMs ?? 30_000,
  };
  const thread = await openThread(workerOptions);
  const stopping = new AbortController();
  const stopped = keepOpen(thread, workerOptions, stopping.signal, {
    onInterruption: options.onInterruption ?? (() => undefined),
    onFailure: options.onFailure ?? endProcess,
  });
  const { port } = thread;
  return {
    url: `postgresql://postgres:${workerOptions.password}@127.0.0.1:${port}/postgres?sslmode=disable`,
    port,
    stop: () => {
      stopping.abort();
      return stopped;
    },
  };
}

function endProcess(error: Error): never {
  throw error;
}
