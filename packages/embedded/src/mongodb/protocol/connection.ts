import { once } from 'node:events';
import type { Socket } from 'node:net';
import type { Doc } from '../values/bson.ts';
import { MongoError } from '../errors.ts';
import {
  ProtocolError,
  frameReply,
  headerBytes,
  maximumMessageBytes,
  parseMessage,
} from './message.ts';

/** Answers one command. */
export type Respond = (body: Doc) => Promise<Doc | Uint8Array>;

/** Cuts a stream of bytes into messages. */
export async function* readMessages(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let parts: Buffer[] = [];
  let held = 0;
  let wanted = headerBytes;
  for await (const chunk of chunks) {
    parts.push(chunk);
    held += chunk.length;
    while (held >= wanted) {
      const buffer = parts.length === 1 && parts[0] !== undefined ? parts[0] : Buffer.concat(parts);
      const length = messageLength(buffer);
      if (held < length) {
        parts = [buffer];
        wanted = length;
        break;
      }
      yield buffer.subarray(0, length);
      const rest = buffer.subarray(length);
      parts = rest.length === 0 ? [] : [rest];
      held = rest.length;
      wanted = headerBytes;
    }
  }
}

function messageLength(buffer: Buffer): number {
  const length = buffer.readInt32LE(0);
  if (length < headerBytes + 5 || length > maximumMessageBytes) {
    throw new ProtocolError(`a message of ${length} bytes`);
  }
  return length;
}

/**
 * Serves one client, one command at a time; it is not read from while it does not read its answers.
 * Whatever it sends that is no message closes its connection and nothing else.
 */
export async function serveConnection(socket: Socket, respond: Respond): Promise<void> {
  let replies = 0;
  try {
    for await (const message of readMessages(socket)) {
      const reply = await answer(message, respond);
      if (reply === null) continue;
      replies += 1;
      const flowing = socket.write(frameReply(reply.request, replies, reply.body));
      if (!flowing) await Promise.race([once(socket, 'drain'), once(socket, 'close')]);
    }
  } catch (error) {
    if (!(error instanceof ProtocolError) && !isSocketError(error)) throw error;
  } finally {
    socket.destroy();
  }
}

// Errors of sockets have a code; a class would tell them less surely.
const isSocketError = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && 'code' in error;

interface Reply {
  readonly request: { readonly id: number; readonly legacy: boolean };
  readonly body: Doc | Uint8Array;
}

async function answer(message: Buffer, respond: Respond): Promise<Reply | null> {
  try {
    const request = parseMessage(message);
    const body = await respond(request.body);
    return request.unacknowledged ? null : { request, body };
  } catch (error) {
    if (!(error instanceof MongoError)) throw error;
    const request = { id: message.readInt32LE(4), legacy: false };
    return { request, body: errorReply(error) };
  }
}

export function errorReply(error: MongoError): Doc {
  return {
    ok: 0,
    errmsg: error.message,
    code: error.code,
    codeName: error.codeName,
    ...error.details,
  };
}
