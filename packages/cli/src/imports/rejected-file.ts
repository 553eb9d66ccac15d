import { createReadStream, createWriteStream } from 'node:fs';
import { rm, truncate } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { finished } from 'node:stream/promises';

// The name of the file, which may be quoted, and the line.
const rowStart = /^(?:"(?:[^"]|"")*"|[^,]*),(\d+),/;

/**
 * The file for rejected rows: empty, or with those of an interrupted import up to `keptToLine`.
 * What it rejected behind that line is read and rejected again.
 */
export async function openRejectedFile(file: string, keptToLine: number) {
  const keptBytes = keptToLine === 0 ? 0 : await bytesUpTo(file, keptToLine);
  if (keptBytes > 0) await truncate(file, keptBytes);
  const stream = createWriteStream(file, { flags: keptBytes > 0 ? 'a' : 'w' });
  return {
    stream,
    close: async (keep: boolean): Promise<void> => {
      stream.end();
      await finished(stream);
      if (!keep) await rm(file);
    },
  };
}

/** How long the file is up to its first row behind a line; rows are in the order of pieces. */
async function bytesUpTo(file: string, lastLine: number): Promise<number> {
  let bytes = 0;
  try {
    for await (const text of createInterface({ input: createReadStream(file) })) {
      if (Number(rowStart.exec(text)?.[1] ?? 0) > lastLine) break;
      bytes += Buffer.byteLength(text) + 1;
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  return bytes;
}
