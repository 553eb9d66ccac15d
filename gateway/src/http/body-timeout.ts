import { PublicError, publicRoutes } from '@waris/service-kit';
import type { FastifyInstance } from 'fastify';

const streamed = new Set(publicRoutes.map(({ path }) => path as string));

/**
 * A client that sends its request byte by byte is cut off. Node's own timeout would hold for
 * streams as well, which may last: those have their patience in the route.
 */
export function limitBodyTime(server: FastifyInstance, timeMs: number): void {
  server.addHook('onRequest', async ({ raw, url }, reply) => {
    if (raw.complete || streamed.has(url.split('?', 1)[0] ?? '')) return;
    const timer = setTimeout(() => {
      if (raw.complete) return;
      const error = new PublicError('REQUEST_TIMEOUT', 'The request was sent too slowly.');
      raw.socket.end(answerOf(JSON.stringify({ errors: [error.toJSON()] })));
      raw.socket.destroySoon();
    }, timeMs);
    const stop = () => clearTimeout(timer);
    raw.once('end', stop);
    reply.raw.once('close', stop);
  });
}

function answerOf(body: string): string {
  return `HTTP/1.1 408 Request Timeout\r\nconnection: close\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
}
