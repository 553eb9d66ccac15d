import { createServer } from 'node:net';
import type { Socket } from 'node:net';
import { Connection } from './connection.ts';
import type { Engine } from './engine.ts';
import { Scheduler } from './scheduler.ts';

export type WireServerOptions = {
  readonly port: number;
  readonly password: string;
  readonly maxConnections: number;
  /** How long a client may sit on an open transaction without sending anything. */
  readonly idleInTransactionMs: number;
  readonly onFailure: (error: unknown) => void;
};

export type WireServer = { readonly port: number; stop(): Promise<void> };

/** Serves PostgreSQL's protocol on the loopback address, many connections to one engine. */
export async function startWireServer(
  engine: Engine,
  options: WireServerOptions,
): Promise<WireServer> {
  const scheduler = new Scheduler(engine, options.onFailure);
  const connections = new Map<Socket, Connection>();
  let lastId = 0;
  const server = createServer((socket) => {
    lastId += 1;
    const { reportedSettings } = engine;
    const { password } = options;
    const connection = new Connection(socket, {
      id: lastId,
      password,
      reportedSettings,
      scheduler,
    });
    if (connections.size >= options.maxConnections) {
      connection.refuse('53300', `more than ${options.maxConnections} connections`);
      return;
    }
    connections.set(socket, connection);
    socket.on('close', () => connections.delete(socket));
  });
  const port = await listen(server, options.port);
  const watch = setInterval(() => {
    const idle = scheduler.idleHolder(options.idleInTransactionMs, Date.now());
    const found = [...connections.values()].find(({ session }) => session === idle);
    if (idle !== null && found !== undefined) {
      found.refuse('25P03', 'terminating connection: idle in a transaction while it blocks others');
    }
  }, 1000);
  return {
    port,
    stop: () => {
      clearInterval(watch);
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      connections.forEach((_connection, socket) => socket.destroy());
      return closed;
    },
  };
}

function listen(server: ReturnType<typeof createServer>, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : port);
    });
  });
}
