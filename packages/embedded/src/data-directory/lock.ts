import { randomUUID } from 'node:crypto';
import { link, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { DataDirectoryError } from '../errors.ts';
import { readJsonFile, writeJsonFile } from './json-file.ts';
import { identify, isAlive, ProcessIdentity } from './process-identity.ts';

const LOCK_FILE = 'lock.json';
const ATTEMPTS = 5;

/** Makes this process the folder's only user; a lock left by a dead process is taken over. */
export async function takeLock(directory: string): Promise<() => Promise<void>> {
  const lock = join(directory, LOCK_FILE);
  const own = join(directory, `lock-${randomUUID()}.json`);
  await writeJsonFile(own, await identify(process.pid));
  try {
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      if (await linkUnlessTaken(own, lock)) {
        return () => rm(lock, { force: true });
      }
      await removeStaleLock(directory, lock);
    }
    throw new DataDirectoryError(directory, 'its lock changes hands all the time; try again.');
  } finally {
    await rm(own, { force: true });
  }
}

/** The living process that uses the folder, or null. */
export async function lockOwner(directory: string): Promise<ProcessIdentity | null> {
  const owner = await readJsonFile(join(directory, LOCK_FILE), ProcessIdentity);
  return owner !== null && (await isAlive(owner)) ? owner : null;
}

async function removeStaleLock(directory: string, lock: string): Promise<void> {
  const owner = await lockOwner(directory);
  if (owner === null) {
    // Renamed first and looked at again: a faster process may have taken the lock meanwhile.
    const aside = `${lock}.stale-${randomUUID()}`;
    await rename(lock, aside).catch(() => undefined);
    const moved = await readJsonFile(aside, ProcessIdentity);
    if (moved === null || !(await isAlive(moved))) {
      await rm(aside, { force: true });
      return;
    }
    await linkUnlessTaken(aside, lock);
    await rm(aside, { force: true });
  }
  const holder = owner ?? (await lockOwner(directory));
  throw new DataDirectoryError(
    directory,
    `it is in use by process ${holder?.pid ?? 'unknown'}. Stop that one, or give another folder.`,
  );
}

async function linkUnlessTaken(from: string, to: string): Promise<boolean> {
  return link(from, to).then(
    () => true,
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'EEXIST') {
        return false;
      }
      throw error;
    },
  );
}
