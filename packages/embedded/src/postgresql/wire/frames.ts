/** One message of the PostgreSQL protocol, type byte and length included. */
export type Frame = { readonly type: string; readonly bytes: Buffer };

const HEADER_LENGTH = 5;

/** Takes whole messages off the front of `buffer`; what is left over waits for more bytes. */
export function splitFrames(buffer: Buffer): { frames: Frame[]; rest: Buffer } {
  const frames: Frame[] = [];
  let offset = 0;
  while (buffer.length - offset >= HEADER_LENGTH) {
    const length = 1 + buffer.readInt32BE(offset + 1);
    if (length < HEADER_LENGTH) {
      throw new RangeError('A protocol message has a negative length.');
    }
    if (buffer.length - offset < length) {
      break;
    }
    const bytes = buffer.subarray(offset, offset + length);
    frames.push({ type: String.fromCharCode(bytes[0] ?? 0), bytes });
    offset += length;
  }
  return { frames, rest: buffer.subarray(offset) };
}

export function frame(type: string, body: Uint8Array): Buffer {
  const header = Buffer.alloc(HEADER_LENGTH);
  header.write(type, 0, 'latin1');
  header.writeInt32BE(body.length + 4, 1);
  return Buffer.concat([header, body]);
}

/** The zero-terminated string at `offset` of a message, and where the next field starts. */
export function readCString(bytes: Buffer, offset: number): { text: string; next: number } {
  const end = bytes.indexOf(0, offset);
  if (end === -1) {
    throw new RangeError('A protocol message holds an unterminated string.');
  }
  return { text: bytes.toString('utf8', offset, end), next: end + 1 };
}

export const SYNC = frame('S', Buffer.alloc(0));

export function queryFrame(sql: string): Buffer {
  return frame('Q', Buffer.from(`${sql}\0`));
}

export function closeStatementFrame(name: string): Buffer {
  return frame('C', Buffer.from(`S${name}\0`));
}
