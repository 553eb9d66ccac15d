import { Worker } from 'node:worker_threads';
import { DataDirectoryError } from '../errors.ts';
import type { WorkerOptions, WorkerReport } from './worker-messages.ts';

/** How a thread came to an end that nobody asked for. */
export type ThreadEnd = { readonly kind: 'panicked' | 'broken'; readonly reason: string };

/** PGlite in a thread of its own, serving. */
export type Thread = {
  readonly port: number;
  readonly ended: Promise<ThreadEnd>;
  /** Lets PostgreSQL shut down; once it has panicked or broken down use `abandon`. */
  stop(): Promise<void>;
  abandon(): Promise<void>;
};

/** Resolves once it serves; rejects when the folder is refused or PostgreSQL does not start. */
export async function openThread(workerData: WorkerOptions): Promise<Thread> {
  const worker = new Worker(new URL('./worker.ts', import.meta.url), {
    workerData,
    execArgv: [],
    // PostgreSQL counts its own stack only; the thread's must be larger than it ever needs.
    resourceLimits: { stackSizeMb: 64 },
  });
  const abandon = async (): Promise<void> => {
    await worker.terminate();
  };
  const { port } = await nextReport(worker, 'ready').catch(async (error: unknown) => {
    await abandon();
    throw error;
  });
  return {
    port,
    ended: endOf(worker),
    stop: async () => {
      const stopped = nextReport(worker, 'stopped');
      worker.postMessage('stop');
      await stopped;
      await abandon();
    },
    abandon,
  };
}

function endOf(worker: Worker): Promise<ThreadEnd> {
  return new Promise((resolve) => {
    worker.on('error', (error) => resolve({ kind: 'broken', reason: String(error) }));
    worker.on('exit', () => resolve({ kind: 'broken', reason: 'its thread ended' }));
    worker.on('message', (message: WorkerReport) => {
      if (message.kind === 'failed') resolve({ kind: 'broken', reason: message.reason });
      if (message.kind === 'panicked') resolve({ kind: 'panicked', reason: message.reason });
    });
  });
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
      } else if (message.kind === 'failed' || message.kind === 'panicked') {
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
