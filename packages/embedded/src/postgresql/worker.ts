import { parentPort, workerData } from 'node:worker_threads';
import { z } from 'zod';
import { DataDirectoryError } from '../errors.ts';
import { prepareDatabaseFolder } from './database-folder.ts';
import { openPGlite, pgliteEngine } from './pglite.ts';
import { watchPanic } from './wire/watch-panic.ts';
import { startWireServer } from './wire/wire-server.ts';
import type { WorkerReport } from './worker-messages.ts';

const Options = z.object({
  dataDir: z.string(),
  cache: z.string(),
  port: z.number(),
  password: z.string(),
  maxConnections: z.number(),
  idleInTransactionMs: z.number(),
});

// What PostgreSQL found it tells nobody here, only that it gave up.
const wayOut =
  'If there is room on its disk, files of it are damaged: put back a copy of the folder, or move it away to begin anew.';

function report(message: WorkerReport): void {
  parentPort?.postMessage(message);
}

function reportFailure(error: unknown): void {
  if (error instanceof DataDirectoryError) {
    report({ kind: 'refused', path: error.path, reason: error.reason });
  } else {
    report({
      kind: 'failed',
      reason: error instanceof Error ? (error.stack ?? error.message) : String(error),
    });
  }
}

async function main(): Promise<void> {
  const { dataDir, cache, ...options } = Options.parse(workerData);
  await prepareDatabaseFolder(dataDir, cache);
  const db = await openPGlite(dataDir).catch((cause: unknown) => {
    throw new DataDirectoryError(
      dataDir,
      `PostgreSQL cannot open it (${String(cause)}). ${wayOut}`,
      {
        cause,
      },
    );
  });
  const engine = watchPanic(await pgliteEngine(db), (reason) =>
    report({ kind: 'panicked', reason }),
  );
  const onFailure = (error: unknown): void => {
    reportFailure(error);
    // Clients must see their connections end rather than wait for an engine that is gone.
    void server.stop();
  };
  const server = await startWireServer(engine, { ...options, onFailure });
  parentPort?.on('message', () => {
    server
      .stop()
      .then(() => db.close())
      .then(() => report({ kind: 'stopped' }), reportFailure);
  });
  report({ kind: 'ready', port: server.port });
}

main().catch(reportFailure);
