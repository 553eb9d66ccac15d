import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

export type CutOffProxy = {
  readonly url: string;
  /** Closes every connection and refuses new ones. */
  cut(): Promise<void>;
  restore(): Promise<void>;
};

/** Stands before a server, so that a test can take the server away and give it back. */
export async function openCutOffProxy(target: string): Promise<CutOffProxy> {
  const { hostname, port } = new URL(target);
  const sockets = new Set<Socket>();
  let server: Server | undefined;

  const listen = async (at: number): Promise<number> => {
    const listening = createServer((client) => {
      const upstream = connect(Number(port), hostname);
      for (const [socket, other] of [
        [client, upstream],
        [upstream, client],
      ] as const) {
        sockets.add(socket);
        socket.on('error', () => other.destroy());
        socket.on('close', () => sockets.delete(socket));
        socket.pipe(other);
      }
    });
    await new Promise<void>((resolve) => listening.listen(at, '127.0.0.1', resolve));
    server = listening;
    return (listening.address() as AddressInfo).port;
  };

  const chosen = await listen(0);
  const url = new URL(target);
  url.host = `127.0.0.1:${chosen}`;
  return {
    url: url.href,
    cut: async () => {
      const closed = new Promise<void>((resolve) => server?.close(() => resolve()));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
    restore: async () => {
      await listen(chosen);
    },
  };
}
