import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { Aedes } from 'aedes';

/** A broker on a port of its own that can go away and come back with its sessions. */
export async function openBroker() {
  const aedes = await Aedes.createBroker({ heartbeatInterval: 60_000 });
  // What the library's own types leave out of it.
  const { persistence } = aedes as unknown as {
    persistence: { outgoingStream(client: { id: string }): AsyncIterable<unknown> };
  };
  const sockets = new Set<Socket>();
  let server: Server;
  const listen = (port: number) =>
    new Promise<number>((resolve) => {
      server = createServer((socket) => {
        sockets.add(socket);
        socket.on('close', () => sockets.delete(socket)).on('error', () => undefined);
        aedes.handle(socket);
      });
      server.listen(port, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
    });
  const cut = () => {
    for (const socket of sockets) socket.destroy();
  };
  const goAway = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      cut();
    });
  const port = await listen(0);
  return {
    url: `mqtt://127.0.0.1:${port}`,
    publish: (topic: string, payload: string | Uint8Array, retain = false) =>
      new Promise<void>((resolve, reject) => {
        const message = { cmd: 'publish', topic, payload: Buffer.from(payload) } as const;
        aedes.publish({ ...message, qos: 1, retain, dup: false }, (error) =>
          error instanceof Error ? reject(error) : resolve(),
        );
      }),
    /** How many messages the session of a client has not acknowledged. */
    unacknowledged: async (clientId: string): Promise<number> => {
      let count = 0;
      for await (const _packet of persistence.outgoingStream({ id: clientId })) count += 1;
      return count;
    },
    cut,
    goAway,
    comeBack: () => listen(port),
    close: async () => {
      await goAway();
      await new Promise<void>((resolve) => {
        aedes.close(() => resolve());
      });
    },
  };
}
