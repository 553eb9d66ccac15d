import { frame, readCString } from './frames.ts';
import type { Frame } from './frames.ts';

/** Turns a client's name for a prepared statement into one no other connection uses. */
export type Rename = (name: string) => string;

/**
 * All connections share one PostgreSQL session, hence one list of prepared statements.
 * Messages that name one are rewritten; the unnamed statement stays unnamed.
 */
export function renameStatement(message: Frame, rename: Rename): Frame {
  switch (message.type) {
    case 'P':
      return rewrite(message, 5, rename);
    case 'B':
      return rewrite(message, readCString(message.bytes, 5).next, rename);
    case 'D':
    case 'C':
      return message.bytes[5] === 'S'.charCodeAt(0) ? rewrite(message, 6, rename) : message;
    default:
      return message;
  }
}

const REFUSAL = `do $$begin raise feature_not_supported
  using message = 'COPY FROM STDIN works in the simple query protocol only'; end$$`;

/** A prepared COPY could not wait for its rows, so the statement is swapped for one that says so. */
export function refuseCopy({ bytes }: Frame): Frame {
  const name = bytes.subarray(5, readCString(bytes, 5).next);
  const noParameters = Buffer.alloc(2);
  const body = Buffer.concat([name, Buffer.from(`${REFUSAL}\0`), noParameters]);
  return { type: 'P', bytes: frame('P', body) };
}

function rewrite(message: Frame, offset: number, rename: Rename): Frame {
  const name = readCString(message.bytes, offset);
  if (name.text === '') {
    return message;
  }
  const body = Buffer.concat([
    message.bytes.subarray(5, offset),
    Buffer.from(`${rename(name.text)}\0`),
    message.bytes.subarray(name.next),
  ]);
  return { type: message.type, bytes: frame(message.type, body) };
}
