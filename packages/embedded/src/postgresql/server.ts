import { randomBytes } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { Worker } from 'node:worker_threads';
import { cacheFolder } from '../cache-folder.ts';
import { DataDirectoryError } from '../errors.ts';
import type { WorkerOptions, WorkerReport } from './worker-messages.ts';

export type PostgresOptions = {
  /** Folder of the database; made when absent. */
  readonly dataDir: string;
  /** 0 or absent: any free port. */
  readonly port?: number;
  readonly maxConnections?: number;
  readonly idleInTransactionMs?: number;
  readonly cache?: string;
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
  const password = randomBytes(18).toString('base64url');
  const workerData: WorkerOptions = {
    dataDir,
    cache: options.cache ?? cacheFolder(),
    port: options.port ?? 0,
    password,
    maxConnections: options.maxConnections ?? 200,
    idleInTransactionMs: options.idleInTransactionMs ?? 30_000,
  };
  const worker = new Worker(new URL('./worker.ts', import.meta.url), {
    workerData,
    execArgv: [],
    // PostgreSQL counts its own stack only; the thread's must be larger than it ever needs.
    resourceLimits: { stackSizeMb: 64 },
  });
  const { port } = await nextReport(worker, 'ready').catch(async (error: unknown) => {
    await worker.terminate();
    throw error;
  });
  const watch = reportBreakdown(worker, options.onFailure ?? endProcess);
  return {
    url: `postgresql://postgres:${password}@127.0.0.1:${port}/postgres?sslmode=disable`,
    port,
    stop: async () => {
      watch.abort();
      const stopped = nextReport(worker, 'stopped');
      worker.postMessage('stop');
      await stopped;
      await worker.terminate();
    },
  };
}

function endProcess(error: Error): never {
  throw error;
}

/** Tells once of an engine that ends by itself, until the returned watch is aborted. */
function reportBreakdown(worker: Worker, tell: (error: Error) => void): AbortController {
  const watch = new AbortController();
  const breakDown = (reason: string): void => {
    if (!watch.signal.aborted) {
      watch.abort();
      tell(new Error(`The embedded PostgreSQL broke down: ${reason}`));
    }
  };
  worker.on('error', (error) => breakDown(String(error)));
  worker.on('exit', () => breakDown('its thread ended'));
  worker.on('message', (message: WorkerReport) => {
    if (message.kind === 'failed') {
      breakDown(message.reason);
    }
  });
  return watch;
}

function nextReport<K extends WorkerReport['kind']>(
  worker: Worker,
  kind: K,
): Promise<Extract<WorkerReport, { kind: K }>> {
  return new Promise((fulfil, reject) => {
    worker.on('error', reject);
    worker.on('exit', () => reject(new Error('The embedded PostgreSQL ended unexpectedly.')));
    worker.on('message', (message: WorkerReport) => {
      if (isOf(message, kind)) {
        fulfil(message);
      } else if (message.kind === 'refused') {
        reject(new DataDirectoryError(message.path, message.reason));
      } else if (message.kind === 'failed') {
        reject(new Error(`The embedded PostgreSQL failed: ${message.reason}`));
      }
    });
  });
}

function isOf<K extends WorkerReport['kind']>(
  message: WorkerReport,
  kind: K,
): message is Extract<WorkerReport, { kind: K }> {
  return message.kind === kind;
}
