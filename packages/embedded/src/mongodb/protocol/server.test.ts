import { once } from 'node:events';
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { networkInterfaces } from 'node:os';
import mongoose from 'mongoose';
import type { TestServer } from '../test-server.ts';
import { startTestServer } from '../test-server.ts';
import { readMessages } from './connection.ts';

const { BSON, MongoClient } = mongoose.mongo;

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.dispose());

const port = () => Number(new URL(server.url).port);

async function dial(): Promise<Socket> {
  const socket = connect(port(), '127.0.0.1');
  await once(socket, 'connect');
  return socket;
}

function message(code: number, payload: Uint8Array): Buffer {
  const header = Buffer.alloc(16);
  header.writeInt32LE(16 + payload.length, 0);
  header.writeInt32LE(99, 4);
  header.writeInt32LE(code, 12);
  return Buffer.concat([header, payload]);
}

function opMsg(body: object, flags = 0, extra: readonly Uint8Array[] = []): Buffer {
  const bits = Buffer.alloc(5);
  bits.writeUInt32LE(flags, 0);
  return message(2013, Buffer.concat([bits, BSON.serialize(body), ...extra]));
}

async function reply(socket: Socket): Promise<Buffer> {
  for await (const whole of readMessages(socket.iterator({ destroyOnReturn: false }))) return whole;
  throw new Error('closed');
}

const bodyOf = (whole: Buffer): Record<string, unknown> => BSON.deserialize(whole.subarray(21));

describe('the server', () => {
  it('shows itself as a standalone of MongoDB 7 without retryable writes or compression', async () => {
    const hello = await server.db.command({ hello: 1 });
    expect(hello).toMatchObject({
      isWritablePrimary: true,
      maxWireVersion: 21,
      maxMessageSizeBytes: 48_000_000,
    });
    expect(hello).not.toHaveProperty('setName');
    expect(hello).not.toHaveProperty('msg');
    expect(await server.db.admin().command({ buildInfo: 1 })).toMatchObject({
      versionArray: [7, 0, 0, 0],
    });
    expect(await server.db.command({ ping: 1 })).toEqual({ ok: 1 });
  });

  it('takes writes of a driver that retries writes and sends sessions', async () => {
    const client = await new MongoClient(server.url, { retryWrites: true }).connect();
    const session = client.startSession();
    await client.db().collection('retry').insertOne({ a: 1 }, { session });
    expect(await client.db().collection('retry').countDocuments({}, { session })).toBe(1);
    await session.endSession();
    await client.close();
  });

  it('listens on the loopback address only', async () => {
    const others = Object.values(networkInterfaces())
      .flatMap((list) => list ?? [])
      .filter(({ internal, family }) => !internal && family === 'IPv4');
    for (const { address } of others) {
      const socket = connect(port(), address);
      const [error] = (await once(socket, 'error')) as [NodeJS.ErrnoException];
      expect(error.code).toBe('ECONNREFUSED');
    }
  });

  it('reads messages in pieces, in rows and with a checksum', async () => {
    const socket = await dial();
    const ping = opMsg({ ping: 1, $db: 'admin' });
    const checked = opMsg({ ping: 1, $db: 'admin' }, 1, [Buffer.alloc(4)]);
    const bytes = Buffer.concat([ping, checked, ping]);
    const replies = readMessages(socket.iterator({ destroyOnReturn: false }));
    for (const byte of bytes) socket.write(Buffer.from([byte]));
    for (let count = 0; count < 3; count += 1) {
      const { value } = (await replies.next()) as { value: Buffer };
      expect(bodyOf(value)).toEqual({ ok: 1 });
      expect(value.readInt32LE(8)).toBe(99);
    }
    socket.destroy();
  });

  it('takes documents in a section of their own', async () => {
    const socket = await dial();
    const documents = Buffer.concat([BSON.serialize({ a: 1 }), BSON.serialize({ a: 2 })]);
    const name = Buffer.from('documents\0');
    const sequence = Buffer.alloc(5);
    sequence[0] = 1;
    sequence.writeInt32LE(4 + name.length + documents.length, 1);
    socket.write(opMsg({ insert: 'sections', $db: 'waris' }, 0, [sequence, name, documents]));
    expect(bodyOf(await reply(socket))).toEqual({ n: 2, ok: 1 });
    socket.destroy();
  });

  it('answers the handshake of old drivers and nothing else of theirs', async () => {
    const socket = await dial();
    const head = Buffer.concat([Buffer.alloc(4), Buffer.from('admin.$cmd\0'), Buffer.alloc(8)]);
    socket.write(message(2004, Buffer.concat([head, BSON.serialize({ isMaster: 1 })])));
    const whole = await reply(socket);
    expect(whole.readInt32LE(12)).toBe(1);
    expect(BSON.deserialize(whole.subarray(36))).toMatchObject({
      ismaster: true,
      maxWireVersion: 21,
    });
    socket.write(message(2004, Buffer.concat([head, BSON.serialize({ find: 'x' })])));
    await once(socket, 'close');
  });

  it('does not answer a write that wants no answer', async () => {
    const socket = await dial();
    const body = { insert: 'quiet', documents: [{ a: 1 }], writeConcern: { w: 0 }, $db: 'waris' };
    socket.write(opMsg(body, 2));
    socket.write(opMsg({ count: 'quiet', $db: 'waris' }));
    expect(bodyOf(await reply(socket))).toEqual({ n: 1, ok: 1 });
    socket.destroy();
  });

  const bad: readonly (readonly [string, () => Buffer])[] = [
    ['a length beyond 48 MB', () => Buffer.from([0xff, 0xff, 0xff, 0x7f, ...Buffer.alloc(12)])],
    ['a negative length', () => Buffer.from([0xff, 0xff, 0xff, 0xff, ...Buffer.alloc(12)])],
    ['an unknown operation', () => message(2012, Buffer.alloc(20))],
    ['an unknown section', () => message(2013, Buffer.from([0, 0, 0, 0, 7, 5, 0, 0, 0, 0]))],
    [
      'a document longer than its message',
      () => message(2013, Buffer.from([0, 0, 0, 0, 0, 50, 0, 0, 0, 0])),
    ],
    [
      'a document that is not BSON',
      () => message(2013, Buffer.from([0, 0, 0, 0, 0, 8, 0, 0, 0, 99, 97, 0, 0])),
    ],
    ['unknown required flags', () => opMsg({ ping: 1, $db: 'admin' }, 4)],
    ['HTTP', () => Buffer.from('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n')],
  ];
  it.each(bad)(
    'closes the connection of a client that sends %s, and no other',
    async (_what, bytes) => {
      const socket = await dial();
      socket.on('error', () => undefined);
      socket.write(bytes());
      socket.resume();
      await once(socket, 'close');
      expect(await server.db.command({ ping: 1 })).toEqual({ ok: 1 });
    },
  );

  it('survives a client that leaves in the middle of a message and one that does not read', async () => {
    const half = await dial();
    half.write(opMsg({ ping: 1, $db: 'admin' }).subarray(0, 20));
    half.destroy();
    const lazy = await dial();
    lazy.pause();
    await server.db.collection('wide').insertOne({ text: 'x'.repeat(8e6) });
    for (let count = 0; count < 5; count += 1) lazy.write(opMsg({ find: 'wide', $db: 'waris' }));
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(await server.db.collection('wide').countDocuments()).toBe(1);
    lazy.destroy();
  });
});
