import { createReadStream } from 'node:fs';
import { open, rm, stat, truncate } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { finished } from 'node:stream/promises';
import { StartError } from '@waris/service-kit';

// The name of the file, which may be quoted, and the line.
const rowStart = /^(?:"(?:[^"]|"")*"|[^,]*),(\d+),/;

/**
 * The file for rejected rows: empty, or with those of an interrupted import up to `keptToLine`.
 * What it rejected behind that line is read and rejected again.
 */
export async function openRejectedFile(file: string, keptToLine: number) {
  const keptBytes = keptToLine === 0 ? 0 : await bytesUpTo(file, keptToLine);
  if (keptBytes > 0) await truncate(file, keptBytes);
  const handle = await open(file, keptBytes > 0 ? 'a' : 'w').catch((error: unknown) => {
    throw unwritable(file, error, '');
  });
  const stream = handle.createWriteStream();
  // Told by the write that met it.
  stream.on('error', () => undefined);
  const explained = (error: unknown): unknown =>
    error === stream.errored
      ? unwritable(file, error, ' and import again with --restart: nothing is stored twice')
      : error;
  return {
    stream,
    /** The same error, or one that names this file where it was at fault. */
    explained,
    close: async (keep: boolean): Promise<void> => {
      stream.end();
      await finished(stream).catch((error: unknown) => {
        throw explained(error);
      });
      // It may be a device.
      if (!keep && (await stat(file)).isFile()) await rm(file);
    },
  };
}

function unwritable(file: string, cause: unknown, andThen: string): StartError {
  const { code = 'unknown' } = cause as NodeJS.ErrnoException;
  return new StartError(
    `${file}, the file of rejected rows, cannot be written (${code}). Name another with --rejected${andThen}.`,
    { cause },
  );
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
