import { mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';

const unfinished = '.new-';

/** Whether a process that was killed left this of a JSON file that it wrote. */
export const isUnfinishedJson = (name: string): boolean => name.includes(`.json${unfinished}`);

/** Writes a file that only its owner may read, and its folder; it is whole or as it was before. */
export async function writeWhole(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const temporary = `${path}${unfinished}${process.pid}`;
  try {
    const file = await open(temporary, 'w', 0o600);
    try {
      await file.writeFile(text);
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
