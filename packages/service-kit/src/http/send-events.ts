import { once } from 'node:events';
import type { FastifyReply } from 'fastify';
import type { ExecutionResult } from 'graphql';

const pingEveryMs = 15_000;

/** Writes results as server-sent events; the reader's pace is the stream's pace. */
export async function sendEvents(
  reply: FastifyReply,
  results: ExecutionResult | AsyncGenerator<ExecutionResult, void, void>,
): Promise<void> {
  reply.hijack();
  const { raw } = reply;
  raw.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    'x-accel-buffering': 'no',
  });
  raw.flushHeaders();
  const ping = setInterval(() => raw.write(':\n\n'), pingEveryMs);
  const stream = Symbol.asyncIterator in results ? results : single(results);
  raw.on('close', () => {
    clearInterval(ping);
    void stream.return(undefined);
  });
  for await (const result of stream) {
    if (!raw.write(`event: next\ndata: ${JSON.stringify(result)}\n\n`)) {
      await Promise.race([once(raw, 'drain'), once(raw, 'close')]);
    }
  }
  clearInterval(ping);
  raw.end('event: complete\ndata:\n\n');
}

async function* single(result: ExecutionResult): AsyncGenerator<ExecutionResult, void, void> {
  yield result;
}
