import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';

// For a request that is on its way already.
const graceMs = 250;

/**
 * Lets a server stop as soon as its last answer is out. Browsers open connections ahead of need,
 * and Node waits for those on which no request has come as if one were on its way; and a
 * connection that was busy when the stop began would be kept alive after its answer.
 */
export function endConnectionsOnClose(server: FastifyInstance): void {
  const unused = new Set<Socket>();
  const answering = new Set<ServerResponse>();
  server.server.on('connection', (socket: Socket) => {
    unused.add(socket);
    socket.once('close', () => unused.delete(socket));
  });
  server.server.on('request', ({ socket }, response) => {
    unused.delete(socket);
    answering.add(response);
    response.once('close', () => answering.delete(response));
  });
  server.addHook('preClose', async () => {
    for (const response of answering) closeAfter(response);
    if (unused.size > 0) await sleep(graceMs);
    for (const socket of unused) socket.destroy();
  });
}

function closeAfter(response: ServerResponse): void {
  if (response.headersSent) response.once('finish', () => response.socket?.end());
  else response.setHeader('connection', 'close');
}
