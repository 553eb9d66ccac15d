import { statfs } from 'node:fs/promises';

// What PostgreSQL writes to recover: a segment of its log, and some.
const neededBytes = 24 * 2 ** 20;

/** Whether PostgreSQL can start in a folder; a folder that is not there is no reason why not. */
export async function hasRoom(folder: string): Promise<boolean> {
  const facts = await statfs(folder).catch(() => null);
  return facts === null || facts.bavail * facts.bsize >= neededBytes;
}
