import { open, readFile, rename, rm } from 'node:fs/promises';
import type { z } from 'zod';

/** What the file holds, or null when it is absent, in no folder, or not of this shape. */
export async function readJsonFile<T>(path: string, schema: z.ZodType<T>): Promise<T | null> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') {
      return null;
    }
    throw error;
  });
  if (text === null) {
    return null;
  }
  try {
    return schema.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}

const unfinished = '.new-';

/** Whether a process that was killed left this of a file that it wrote. */
export const isUnfinished = (name: string): boolean => name.includes(`.json${unfinished}`);

/** Writes a file that only its owner may read; it is whole or as it was before. */
export async function writeJsonFile(path: string, value: unknown): Promise<void> {
  const temporary = `${path}${unfinished}${process.pid}`;
  try {
    const file = await open(temporary, 'w', 0o600);
    try {
      await file.writeFile(`${JSON.stringify(value, null, 2)}\n`);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}
