import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { detectEncoding, isGzip } from '../../domain/files/detect-format.ts';
import { FileFault, type UnpackLimits } from './file-fault.ts';

/** What was read so far, for progress. */
export type ReadBytes = { packed: number; unpacked: number };

const startBytes = 65_536;
// Small files of zeros pack better than any ratio that is fair to large ones.
const ratioCountsFrom = 4 * 2 ** 20;

/** The text of a plain or gzip file in UTF-8, UTF-16 or Thai CP874, piece by piece. */
export async function* openText(
  stream: Readable,
  limits: UnpackLimits,
  read: ReadBytes,
): AsyncGenerator<string> {
  const { start, rest } = await takeStart(counted(stream, read));
  yield* decode(isGzip(start) ? unpack(rest, limits, read) : measured(rest, limits, read));
}

/** The bytes of a body whose packing is known. */
export function openBytes(
  body: Readable,
  packing: 'gzip' | 'none',
  limits: UnpackLimits,
  read: ReadBytes,
): Pieces {
  const pieces = counted(body, read);
  return packing === 'gzip' ? unpack(pieces, limits, read) : measured(pieces, limits, read);
}

/** Text in UTF-8, UTF-16 or Thai CP874, told by its first bytes. */
export async function* decode(bytes: Pieces): AsyncGenerator<string> {
  const { start, rest } = await takeStart(bytes);
  const decoder = new TextDecoder(detectEncoding(start));
  for await (const piece of rest) yield decoder.decode(piece, { stream: true });
  yield decoder.decode();
}

async function* measured(pieces: Pieces, limits: UnpackLimits, read: ReadBytes): Pieces {
  for await (const piece of pieces) {
    read.unpacked += piece.length;
    if (read.unpacked > limits.maxBytes) throw tooLarge(limits);
    yield piece;
  }
}

export type Pieces = AsyncGenerator<Uint8Array>;

async function* counted(stream: Readable, read: ReadBytes): Pieces {
  try {
    for await (const piece of stream) {
      const bytes: Uint8Array = typeof piece === 'string' ? Buffer.from(piece) : piece;
      read.packed += bytes.length;
      yield bytes;
    }
  } catch (error) {
    if (!isSystemError(error)) throw error;
    throw new FileFault(`The file cannot be read (${error.code}).`, { cause: error });
  }
}

/** Reads enough to tell the format, and gives it back in front of the rest. */
async function takeStart(pieces: Pieces): Promise<{ start: Uint8Array; rest: Pieces }> {
  const taken: Uint8Array[] = [];
  let length = 0;
  while (length < startBytes) {
    const next = await pieces.next();
    if (next.done === true) break;
    taken.push(next.value);
    length += next.value.length;
  }
  async function* again(): Pieces {
    yield* taken;
    yield* pieces;
  }
  return { start: Buffer.concat(taken), rest: again() };
}

async function* unpack(packed: Pieces, limits: UnpackLimits, read: ReadBytes): Pieces {
  const gunzip = createGunzip({ chunkSize: startBytes });
  const feeding = feed(packed, gunzip);
  feeding.catch((error: unknown) => gunzip.destroy(asError(error)));
  try {
    for await (const piece of gunzip) {
      const bytes: Uint8Array = piece;
      read.unpacked += bytes.length;
      const ratio = read.unpacked / Math.max(1, read.packed);
      if (read.unpacked > ratioCountsFrom && ratio > limits.maxRatio) {
        throw new FileFault(
          `The gzip data unpacks to more than ${limits.maxRatio} times its size: it was not read further.`,
          { tooLarge: true },
        );
      }
      if (read.unpacked > limits.maxBytes) throw tooLarge(limits);
      yield bytes;
    }
  } catch (error) {
    throw isZlibError(error)
      ? new FileFault('The gzip data is damaged or cut short.', { cause: error })
      : error;
  } finally {
    gunzip.destroy();
  }
}

async function feed(packed: Pieces, gunzip: ReturnType<typeof createGunzip>): Promise<void> {
  for await (const piece of packed) {
    if (gunzip.destroyed) return;
    if (!gunzip.write(piece)) await drained(gunzip);
  }
  gunzip.end();
}

function drained(gunzip: ReturnType<typeof createGunzip>): Promise<void> {
  return new Promise((resolve) => {
    gunzip.once('drain', resolve);
    gunzip.once('close', resolve);
  });
}

function tooLarge({ maxBytes }: UnpackLimits): FileFault {
  return new FileFault(`There are more than ${maxBytes} bytes: send them in parts.`, {
    tooLarge: true,
  });
}

function isSystemError(error: unknown): error is { readonly code: string } {
  return (
    codeOf(error) !== null && typeof error === 'object' && error !== null && 'syscall' in error
  );
}

function isZlibError(error: unknown): boolean {
  return codeOf(error)?.startsWith('Z_') === true;
}

function codeOf(error: unknown): string | null {
  const hasCode = typeof error === 'object' && error !== null && 'code' in error;
  return hasCode && typeof error.code === 'string' ? error.code : null;
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
