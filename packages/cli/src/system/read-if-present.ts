import { readFile } from 'node:fs/promises';

/** The text of a file, or null when there is none; one that cannot be read is not "none". */
export async function readIfPresent(file: string): Promise<string | null> {
  return readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
}
