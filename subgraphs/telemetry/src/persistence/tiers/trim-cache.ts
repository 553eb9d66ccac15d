import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** What was used within this time may just be read. */
const inUseMs = 10 * 60_000;

/**
 * Deletes what was fetched from the archive and not used for longest, until the rest takes no more
 * than `mostBytes`. More stays only while it is in use. Returns the bytes that stay.
 */
export async function trimCache(folder: string, mostBytes: number, now: number): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const found = await Promise.all(
    entries
      .filter((entry) => entry.isFile() && fetched.test(entry.name))
      .map(async ({ parentPath, name }) => {
        const path = join(parentPath, name);
        // Another process may have deleted it meanwhile.
        const facts = await stat(path).catch(() => null);
        return facts === null ? [] : [{ path, bytes: facts.size, usedAt: facts.mtimeMs }];
      }),
  );
  const files = found.flat().toSorted((a, b) => a.usedAt - b.usedAt);
  let bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  for (const file of files) {
    if (bytes <= mostBytes || file.usedAt > now - inUseMs) break;
    await rm(file.path, { force: true });
    bytes -= file.bytes;
  }
  return bytes;
}

/** Whole, or left half fetched by a process that ended. */
const fetched = /\.parquet(\.\d+-\d+)?$/;
