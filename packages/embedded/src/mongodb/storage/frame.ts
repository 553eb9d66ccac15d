import { crc32 } from 'node:zlib';

/*
 * A log is a row of frames. One frame is one group commit: it is whole or it is nothing.
 *
 *   bytes 0-3    mark "WDL1"
 *   bytes 4-7    length of the payload, little-endian
 *   bytes 8-11   CRC-32 of the payload
 *   bytes 12-15  CRC-32 of bytes 0-11
 *   payload      records: one byte of kind, then one BSON document (which begins with its length)
 */
export const headerBytes = 16;
const mark = Buffer.from('WDL1');
/** A flush is split at this size; with one document of 16 MB on top it is the longest payload. */
export const frameTarget = 32 * 1024 * 1024;
const longestPayload = frameTarget + 17 * 1024 * 1024;

export function makeFrame(records: readonly Uint8Array[]): Buffer {
  const payload = Buffer.concat(records);
  const header = Buffer.alloc(headerBytes);
  mark.copy(header);
  header.writeUInt32LE(payload.length, 4);
  header.writeUInt32LE(crc32(payload), 8);
  header.writeUInt32LE(crc32(header.subarray(0, 12)), 12);
  return Buffer.concat([header, payload]);
}

/** The payload's length and checksum, or null when this is no header. */
export function readHeader(header: Buffer): { length: number; checksum: number } | null {
  if (header.length < headerBytes || !header.subarray(0, 4).equals(mark)) return null;
  if (crc32(header.subarray(0, 12)) !== header.readUInt32LE(12)) return null;
  const length = header.readUInt32LE(4);
  return length > longestPayload ? null : { length, checksum: header.readUInt32LE(8) };
}

export const payloadMatches = (payload: Buffer, checksum: number): boolean =>
  crc32(payload) === checksum;

/** Whether a whole frame begins anywhere in these bytes. */
export function containsFrame(bytes: Buffer): boolean {
  for (let at = bytes.indexOf(mark); at >= 0; at = bytes.indexOf(mark, at + 1)) {
    const header = readHeader(bytes.subarray(at, at + headerBytes));
    if (header === null) continue;
    const payload = bytes.subarray(at + headerBytes, at + headerBytes + header.length);
    if (payload.length === header.length && payloadMatches(payload, header.checksum)) return true;
  }
  return false;
}
