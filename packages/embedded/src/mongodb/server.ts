import { createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import { Cursors } from './commands/cursors.ts';
import { dispatch } from './commands/dispatch.ts';
import { serveConnection } from './protocol/connection.ts';
import { deleteExpired } from './storage/expiry.ts';
import { Store } from './storage/store.ts';

export interface MongoServerOptions {
  /** Folder of the documents; made if it does not exist. */
  readonly dataDir: string;
  /** Zero, or nothing, for any free port. */
  readonly port?: number;
  readonly host?: '127.0.0.1';
  readonly now?: () => Date;
  /** How often TTL indexes and idle cursors are looked at; every ten seconds unless given. */
  readonly sweepIntervalMs?: number;
  /** A log smaller than this is never compacted; 4 MB unless given. */
  readonly compactAbove?: number;
}

export interface MongoServer {
  readonly url: string;
  readonly port: number;
  stop(): Promise<void>;
}

const maximumConnections = 1000;

/**
 * Serves a durable document store over MongoDB's wire protocol, on this machine only. Throws when
 * the folder is foreign, damaged or in use; it is then left as it was.
 */
export async function startMongoServer(options: MongoServerOptions): Promise<MongoServer> {
  const now = options.now ?? (() => new Date());
  const { dataDir, compactAbove } = options;
  const store = new Store({ dataDir, ...(compactAbove === undefined ? {} : { compactAbove }) });
  const cursors = new Cursors(now);
  const sockets = new Set<Socket>();
  let connections = 0;
  const server = createServer((socket) => {
    connections += 1;
    const context = { store, cursors, now, connectionId: connections };
    sockets.add(socket);
    socket.setNoDelay(true);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => sockets.delete(socket));
    void serveConnection(socket, (body) => dispatch(body, context));
  });
  server.maxConnections = maximumConnections;
  try {
    await listen(server, options.port ?? 0);
  } catch (error) {
    await store.close();
    throw error;
  }
  const { port } = server.address() as AddressInfo;
  const sweeper = startSweeping(store, cursors, now, options.sweepIntervalMs ?? 10_000);
  return {
    url: `mongodb://127.0.0.1:${port}/waris`,
    port,
    stop: async () => {
      await sweeper.stop();
      const closed = new Promise((resolve) => server.close(resolve));
      for (const socket of sockets) socket.destroy();
      await closed;
      await store.close();
    },
  };
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      resolve();
    });
  });
}

function startSweeping(
  store: Store,
  cursors: Cursors,
  now: () => Date,
  interval: number,
): { stop: () => Promise<void> } {
  let running = Promise.resolve();
  const timer = setInterval(() => {
    cursors.sweep();
    // A failed log refuses every later write with its own error; the sweep need not report it too.
    running = running.then(() => deleteExpired(store, now()).catch(() => undefined));
  }, interval);
  timer.unref();
  return {
    stop: async () => {
      clearInterval(timer);
      await running;
    },
  };
}
