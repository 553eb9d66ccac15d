import type { Writable } from 'node:stream';

const holding = new WeakSet<Writable>();

/**
 * Call before writing: what a socket is given in this turn of the event loop goes out together.
 * A call of the system for each message is most of what it costs.
 */
export function writeTurnTogether(socket: Writable): void {
  if (holding.has(socket)) return;
  holding.add(socket);
  socket.cork();
  setImmediate(() => {
    holding.delete(socket);
    socket.uncork();
  });
}
