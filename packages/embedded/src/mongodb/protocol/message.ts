import { MongoError } from '../errors.ts';
import type { Doc } from '../values/bson.ts';
import { decode, encode } from '../values/bson.ts';

/** Bytes that are not a message this server can read; the connection is closed. */
export class ProtocolError extends Error {}

export const headerBytes = 16;
export const maximumMessageBytes = 48_000_000;
const opReply = 1;
const opQuery = 2004;
const opMsg = 2013;

const checksumPresent = 1;
const moreToCome = 2;
const exhaustAllowed = 1 << 16;

export interface Request {
  readonly id: number;
  readonly body: Doc;
  /** Whether the client wants no answer. */
  readonly unacknowledged: boolean;
  readonly legacy: boolean;
}

export function parseMessage(message: Buffer): Request {
  const id = message.readInt32LE(4);
  const code = message.readInt32LE(12);
  if (code === opMsg) return parseMsg(id, message);
  if (code === opQuery) return parseQuery(id, message);
  throw new ProtocolError(`unsupported operation code ${code}`);
}

function documentAt(message: Buffer, at: number, end: number): { bytes: Buffer; next: number } {
  if (at + 5 > end) throw new ProtocolError('a section ends inside a document');
  const length = message.readInt32LE(at);
  if (length < 5 || at + length > end)
    throw new ProtocolError('a document has an impossible length');
  return { bytes: message.subarray(at, at + length), next: at + length };
}

function parseMsg(id: number, message: Buffer): Request {
  const flags = message.readUInt32LE(headerBytes);
  if (
    (flags & 0xffff & ~(checksumPresent | moreToCome)) !== 0 ||
    (flags & 0xfffe0000 & ~exhaustAllowed) !== 0
  ) {
    throw new ProtocolError(`unknown required flags ${flags}`);
  }
  const end = message.length - ((flags & checksumPresent) === 0 ? 0 : 4);
  let body: Doc | null = null;
  const sequences = new Map<string, Doc[]>();
  let at = headerBytes + 4;
  while (at < end) {
    const kind = message[at];
    if (kind === 0) {
      if (body !== null) throw new ProtocolError('two bodies');
      const { bytes, next } = documentAt(message, at + 1, end);
      body = decodeSafely(bytes);
      at = next;
    } else if (kind === 1) {
      at = readSequence(message, at + 1, end, sequences);
    } else {
      throw new ProtocolError(`unknown section kind ${String(kind)}`);
    }
  }
  if (body === null) throw new ProtocolError('no body');
  for (const [name, documents] of sequences) {
    if (name in body) throw new ProtocolError(`${name} is given twice`);
    body[name] = documents;
  }
  return { id, body, unacknowledged: (flags & moreToCome) !== 0, legacy: false };
}

function readSequence(
  message: Buffer,
  start: number,
  end: number,
  sequences: Map<string, Doc[]>,
): number {
  if (start + 4 > end) throw new ProtocolError('a sequence ends inside its length');
  const last = start + message.readInt32LE(start);
  const nameEnd = message.indexOf(0, start + 4);
  if (last > end || nameEnd < 0 || nameEnd >= last)
    throw new ProtocolError('a sequence has an impossible length');
  const name = message.toString('utf8', start + 4, nameEnd);
  if (name === '__proto__' || sequences.has(name)) throw new ProtocolError(`bad sequence ${name}`);
  const documents: Doc[] = [];
  let at = nameEnd + 1;
  while (at < last) {
    const { bytes, next } = documentAt(message, at, last);
    documents.push(decodeSafely(bytes));
    at = next;
  }
  sequences.set(name, documents);
  return last;
}

/** The handshake of old drivers: one query on `admin.$cmd`. */
function parseQuery(id: number, message: Buffer): Request {
  const nameEnd = message.indexOf(0, headerBytes + 4);
  if (nameEnd < 0) throw new ProtocolError('a collection name without an end');
  const namespace = message.toString('utf8', headerBytes + 4, nameEnd);
  if (!namespace.endsWith('.$cmd'))
    throw new ProtocolError('a legacy query other than the handshake');
  const { bytes } = documentAt(message, nameEnd + 9, message.length);
  const body = decodeSafely(bytes);
  const [name] = Object.keys(body);
  if (name === undefined || !['hello', 'ismaster', 'isMaster'].includes(name)) {
    throw new ProtocolError('a legacy query other than the handshake');
  }
  return {
    id,
    body: { ...body, $db: namespace.slice(0, -5) },
    unacknowledged: false,
    legacy: true,
  };
}

function decodeSafely(bytes: Buffer): Doc {
  try {
    return decode(bytes);
  } catch (error) {
    // What the store refuses (a depth, a deprecated type) is answered; what is no BSON is not.
    if (error instanceof MongoError) throw error;
    throw new ProtocolError(`not BSON: ${String(error)}`);
  }
}

/** Wraps an answer to a request. */
export function frameReply(
  request: Pick<Request, 'id' | 'legacy'>,
  id: number,
  reply: Uint8Array | Doc,
): Buffer {
  const body = reply instanceof Uint8Array ? reply : encode(reply);
  const prefix = Buffer.alloc(headerBytes + (request.legacy ? 20 : 5));
  prefix.writeInt32LE(prefix.length + body.length, 0);
  prefix.writeInt32LE(id, 4);
  prefix.writeInt32LE(request.id, 8);
  prefix.writeInt32LE(request.legacy ? opReply : opMsg, 12);
  // Flags and section kind are zero; an old-style reply also says how many documents it has.
  if (request.legacy) prefix.writeInt32LE(1, headerBytes + 16);
  return Buffer.concat([prefix, body]);
}
