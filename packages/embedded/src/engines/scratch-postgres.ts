import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { isAlive, type ProcessIdentity } from '../data-directory/process-identity.ts';
import { DEBIAN_ROOT } from './debian-root.ts';
import { enginesFolder, exists } from './folders.ts';
import { startProcess, stopProcess } from './process.ts';
import {
  clusterCommand,
  clusterFolder,
  clusterUrl,
  createCluster,
  prepareCluster,
} from './recipes/postgres.ts';

/** A PostgreSQL of a test's own, which may be killed and started again on the same port. */
export type ScratchPostgres = {
  readonly url: string;
  /** As `kill -9` of its first process does: the others end when they notice. */
  kill(): Promise<void>;
  start(): Promise<void>;
  /** Stops it and removes what it kept. */
  remove(): Promise<void>;
};

const goneWithinMs = 10_000;
const startTries = 20;
const pollMs = 100;

/** Why there can be no such server here; null when there can. */
export async function scratchPostgresMissing(): Promise<string | null> {
  if (process.getuid?.() !== 0) return 'needs root';
  return (await exists(DEBIAN_ROOT)) ? null : 'needs the real PostgreSQL: `pnpm engines up`';
}

export async function startScratchPostgres(port: number): Promise<ScratchPostgres> {
  const name = `scratch-${port}-${process.pid}`;
  const logPath = join(enginesFolder(), `${name}.log`);
  await createCluster(name);
  let server: ProcessIdentity | null = null;

  const start = async (): Promise<void> => {
    for (let tries = 1; server === null; tries += 1) {
      try {
        server = await startProcess(clusterCommand(name, port), port, logPath);
      } catch (error) {
        // Processes of the one that was killed may hold its memory a moment longer.
        if (tries >= startTries) throw error;
        await delay(pollMs);
      }
    }
    await prepareCluster(port);
  };
  await start();
  return {
    url: await clusterUrl(port),
    start,
    kill: async () => {
      if (server === null) return;
      process.kill(server.pid, 'SIGKILL');
      await untilGone(server);
      server = null;
    },
    remove: async () => {
      if (server !== null) await stopProcess(server, 'SIGINT');
      await rm(clusterFolder(name), { recursive: true, force: true });
      await rm(logPath, { force: true });
    },
  };
}

async function untilGone(server: ProcessIdentity): Promise<void> {
  for (let waited = 0; await isAlive(server); waited += pollMs) {
    if (waited > goneWithinMs) throw new Error('PostgreSQL outlived being killed.');
    await delay(pollMs);
  }
}
