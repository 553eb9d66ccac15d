import { closeSync, fstatSync, fsyncSync, ftruncateSync, openSync, readSync } from 'node:fs';
import { containsFrame, headerBytes, payloadMatches, readHeader } from './frame.ts';
import type { LogRecord } from './record.ts';
import { decodeRecords } from './record.ts';

/** The data on disk is not what this store wrote; nothing was changed. */
export class DamagedLogError extends Error {}

function readAt(fd: number, position: number, length: number): Buffer {
  const buffer = Buffer.alloc(length);
  let read = 0;
  while (read < length) {
    const count = readSync(fd, buffer, read, length - read, position + read);
    if (count === 0) return buffer.subarray(0, read);
    read += count;
  }
  return buffer;
}

function frameAt(fd: number, position: number): Buffer | null {
  const header = readHeader(readAt(fd, position, headerBytes));
  if (header === null) return null;
  const payload = readAt(fd, position + headerBytes, header.length);
  return payload.length === header.length && payloadMatches(payload, header.checksum)
    ? payload
    : null;
}

/**
 * Replays a log. An unfinished frame at the end was never acknowledged and is cut off; a bad frame
 * with a good one after it is damage, which is refused.
 */
export function replayLog(path: string, apply: (record: LogRecord, bytes: number) => void): number {
  const fd = openSync(path, 'r+');
  try {
    const size = fstatSync(fd).size;
    let position = 0;
    while (position < size) {
      const payload = frameAt(fd, position);
      if (payload === null) {
        cutTail(fd, path, position, size);
        return position;
      }
      const records = decodeRecords(payload);
      if (records === null) {
        throw new DamagedLogError(
          `${path}: unreadable record in the frame at byte ${position}. ` +
            'Nothing was changed; restore the file from a backup',
        );
      }
      for (const { record, bytes } of records) apply(record, bytes);
      position += headerBytes + payload.length;
    }
    return size;
  } finally {
    closeSync(fd);
  }
}

function cutTail(fd: number, path: string, position: number, size: number): void {
  if (containsFrame(readAt(fd, position + 1, size - position - 1))) {
    throw new DamagedLogError(
      `${path}: damaged at byte ${position}, with good data after it. ` +
        'Nothing was changed; restore the file from a backup',
    );
  }
  ftruncateSync(fd, position);
  fsyncSync(fd);
}
