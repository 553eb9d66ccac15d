import type { ServerResponse } from 'node:http';
import type { FastifyInstance, FastifyReply } from 'fastify';
import type { ExecutionResult } from 'graphql';

const pingEveryMs = 15_000;

type Results = ExecutionResult | AsyncGenerator<ExecutionResult, void, void>;

/** Writes results as server-sent events; the reader's pace is the stream's pace. */
export type SendEvents = (reply: FastifyReply, results: Results) => Promise<void>;

/**
 * How a server sends events. A server that stops ends its open streams, without `complete`:
 * their readers know that there was more, and nothing waits for them.
 */
export function createSendEvents(server: FastifyInstance): SendEvents {
  const open = new Set<ServerResponse>();
  server.addHook('preClose', async () => {
    for (const response of open) response.end();
  });
  return async (reply, results) => {
    reply.hijack();
    open.add(reply.raw);
    reply.raw.on('close', () => open.delete(reply.raw));
    await writeEvents(reply.raw, results);
  };
}

async function writeEvents(response: ServerResponse, results: Results): Promise<void> {
  response.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    'x-accel-buffering': 'no',
    // A connection that stayed open after its stream would hold up the stop of the server.
    connection: 'close',
  });
  response.flushHeaders();
  const ping = setInterval(() => {
    if (!response.writableEnded) response.write(':\n\n');
  }, pingEveryMs);
  const stream = Symbol.asyncIterator in results ? results : single(results);
  const leave = () => {
    clearInterval(ping);
    void stream.return(undefined);
  };
  response.on('close', leave);
  // Before there was anybody to tell.
  if (response.closed) leave();
  const writer = createTurnWriter(response);
  for await (const result of stream) {
    if (response.writableEnded) return;
    await writer.write(textOf(result));
  }
  clearInterval(ping);
  if (!response.writableEnded) response.end(`${writer.rest()}event: complete\ndata:\n\n`);
}

const texts = new WeakMap<ExecutionResult, string>();

/** A result that goes to many readers is written down once. */
function textOf(result: ExecutionResult): string {
  const known = texts.get(result);
  if (known !== undefined) return known;
  const text = `event: next\ndata: ${JSON.stringify(result)}\n\n`;
  texts.set(result, text);
  return text;
}

// What one call of the system takes well.
const mostInOneWrite = 16_384;

/**
 * Writes what comes in one turn of the event loop together: a call of the system for each event
 * is most of what it costs. Waits for a reader that does not take what was written.
 */
function createTurnWriter(response: ServerResponse) {
  let pending = '';
  let turn: NodeJS.Immediate | undefined;
  let draining: Promise<void> | undefined;
  const flush = (): void => {
    const text = pending;
    pending = '';
    if (text === '' || response.writableEnded || response.destroyed) return;
    if (response.write(text)) return;
    draining ??= drained(response).then(() => {
      draining = undefined;
      flush();
    });
  };
  const write = async (text: string): Promise<void> => {
    pending += text;
    if (pending.length >= mostInOneWrite) flush();
    turn ??= setImmediate(() => {
      turn = undefined;
      if (draining === undefined) flush();
    });
    await draining;
  };
  return { write, rest: () => pending };
}

/** Until the reader took what was written, or left. */
function drained(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      for (const event of ends) response.off(event, done);
      resolve();
    };
    // A reader that left in the middle of it is one that left: `close` follows and is heeded.
    for (const event of ends) response.on(event, done);
  });
}

const ends = ['drain', 'close', 'error'];

async function* single(result: ExecutionResult): AsyncGenerator<ExecutionResult, void, void> {
  yield result;
}
