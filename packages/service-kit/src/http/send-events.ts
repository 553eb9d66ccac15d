import { once } from 'node:events';
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
  response.on('close', () => {
    clearInterval(ping);
    void stream.return(undefined);
  });
  for await (const result of stream) {
    if (response.writableEnded) return;
    if (!response.write(`event: next\ndata: ${JSON.stringify(result)}\n\n`)) {
      await drained(response);
    }
  }
  clearInterval(ping);
  if (!response.writableEnded) response.end('event: complete\ndata:\n\n');
}

/** Until the reader took what was written, or left. Listens for no longer than it waits. */
async function drained(response: ServerResponse): Promise<void> {
  const waiting = new AbortController();
  const { signal } = waiting;
  try {
    await Promise.race([once(response, 'drain', { signal }), once(response, 'close', { signal })]);
  } finally {
    waiting.abort();
  }
}

async function* single(result: ExecutionResult): AsyncGenerator<ExecutionResult, void, void> {
  yield result;
}
