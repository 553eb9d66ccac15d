import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';

// For a request that is on its way already.
const graceMs = 250;

/**
 * Lets a server stop soon. Browsers open connections ahead of need, and Node waits for those on
 * which no request has come as if one were on its way.
 */
export function endUnusedConnections(server: FastifyInstance): void {
  const unused = new Set<Socket>();
  server.server.on('connection', (socket: Socket) => {
    unused.add(socket);
    socket.once('close', () => unused.delete(socket));
  });
  server.server.on('request', ({ socket }) => unused.delete(socket));
  server.addHook('preClose', async () => {
    if (unused.size > 0) await sleep(graceMs);
    for (const socket of unused) socket.destroy();
  });
}
