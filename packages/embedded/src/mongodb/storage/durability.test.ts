import {
  appendFileSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startMongoServer } from '../server.ts';
import type { TestServer } from '../test-server.ts';
import { startTestServer } from '../test-server.ts';

let server: TestServer;
beforeEach(async () => {
  server = await startTestServer({ compactAbove: 50_000 });
});
afterEach(() => server.dispose());

const log = (name = 'c') => join(server.dataDir, `waris@${name}.log`);
const all = (name = 'c') => server.db.collection(name).find({}).sort({ _id: 1 }).toArray();

describe('a restart', () => {
  it('brings back documents, their order, indexes and all collections', async () => {
    const collection = server.db.collection('ชื่อ Name/1');
    await collection.createIndex({ a: 1 }, { unique: true });
    await collection.insertMany([{ a: 1 }, { a: 2 }, { a: 3 }]);
    await collection.updateOne({ a: 1 }, { $set: { big: true } });
    await collection.deleteOne({ a: 2 });
    await server.db.collection('c').createIndex({ b: 1 });
    await server.db.collection('c').dropIndex('b_1');
    const before = await collection.find({}).toArray();
    server = await server.restart();
    const again = server.db.collection('ชื่อ Name/1');
    expect(await again.find({}).toArray()).toEqual(before);
    await expect(again.insertOne({ a: 3 })).rejects.toMatchObject({ code: 11000 });
    expect(await server.db.collection('c').indexes()).toHaveLength(1);
    expect((await server.db.listCollections().toArray()).map(({ name }) => name).sort()).toEqual([
      'c',
      'ชื่อ Name/1',
    ]);
  });

  it('does not bring back what was dropped', async () => {
    await server.db.collection('c').insertOne({ a: 1 });
    await server.db.collection('c').drop();
    await server.db.collection('c').insertOne({ a: 2 });
    await server.client.db('other').collection('x').insertOne({});
    await server.client.db('other').dropDatabase();
    server = await server.restart();
    expect((await all()).map(({ a }) => a as number)).toEqual([2]);
    expect(
      (await server.client.db().admin().listDatabases()).databases.map(({ name }) => name),
    ).toEqual(['waris']);
  });
});

describe('compaction', () => {
  it('shrinks a log of mostly garbage and loses nothing', async () => {
    const collection = server.db.collection('c');
    await collection.createIndex({ n: 1 });
    await collection.insertMany(
      Array.from({ length: 20 }, (_, i) => ({ _id: i, n: 0 })) as never[],
    );
    for (let round = 1; round <= 60; round += 1) {
      await collection.updateMany({}, { $set: { n: round, text: 'x'.repeat(100) } });
    }
    expect(statSync(log()).size).toBeLessThan(80_000);
    expect(readdirSync(server.dataDir).sort()).toEqual(['FORMAT', 'LOCK', 'waris@c.log']);
    server = await server.restart();
    expect(await server.db.collection('c').countDocuments({ n: 60 })).toBe(20);
    expect(await server.db.collection('c').indexes()).toHaveLength(2);
  });

  it('that was interrupted is thrown away', async () => {
    await server.db.collection('c').insertOne({ _id: 1 } as never);
    await server.stop();
    writeFileSync(`${log()}.3.new`, 'half');
    server = await startTestServer({ dataDir: server.dataDir });
    expect(await all()).toEqual([{ _id: 1 }]);
    expect(existsSync(`${log()}.3.new`)).toBe(false);
  });
});

describe('a log that is not whole', () => {
  it('loses only its unfinished end, at whatever byte it was cut', async () => {
    for (const id of [1, 2, 3])
      await server.db.collection('c').insertOne({ _id: id, text: 'abc' } as never);
    await server.stop();
    const whole = readFileSync(log());
    const frame = whole.length / 3;
    for (const cut of [1, 8, 15, 16, 17, frame - 1]) {
      writeFileSync(log(), whole);
      truncateSync(log(), 2 * frame + cut);
      server = await startTestServer({ dataDir: server.dataDir });
      expect((await all()).map(({ _id }) => _id as unknown)).toEqual([1, 2]);
      await server.db.collection('c').insertOne({ _id: 4 } as never);
      server = await server.restart();
      expect((await all()).map(({ _id }) => _id as unknown)).toEqual([1, 2, 4]);
      await server.stop();
    }
    writeFileSync(log(), whole);
    appendFileSync(log(), Buffer.alloc(100));
    server = await startTestServer({ dataDir: server.dataDir });
    expect(await all()).toHaveLength(3);
  });

  it('is refused, and left alone, when damaged before good data', async () => {
    for (const id of [1, 2, 3]) await server.db.collection('c').insertOne({ _id: id } as never);
    await server.stop();
    const whole = readFileSync(log());
    const frame = whole.length / 3;
    for (const at of [frame + 1, frame + 5, frame + 20]) {
      const damaged = Buffer.from(whole);
      damaged[at] = (damaged[at] ?? 0) ^ 0xff;
      writeFileSync(log(), damaged);
      await expect(startMongoServer({ dataDir: server.dataDir })).rejects.toThrow(
        `${log()}: damaged at byte ${frame}`,
      );
      expect(readFileSync(log()).equals(damaged)).toBe(true);
    }
    writeFileSync(log(), whole);
    server = await startTestServer({ dataDir: server.dataDir });
    expect(await all()).toHaveLength(3);
  });
});

describe('a folder', () => {
  it('with files of others is refused and left alone', async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'waris-foreign-'));
    writeFileSync(join(dataDir, 'notes.txt'), 'mine');
    await expect(startMongoServer({ dataDir })).rejects.toThrow('notes.txt');
    expect(readdirSync(dataDir)).toEqual(['notes.txt']);
    rmSync(dataDir, { recursive: true });
    await server.stop();
    writeFileSync(join(server.dataDir, 'stray.log'), '');
    await expect(startMongoServer({ dataDir: server.dataDir })).rejects.toThrow('stray.log');
    rmSync(join(server.dataDir, 'stray.log'));
    writeFileSync(join(server.dataDir, 'FORMAT'), 'waris-documents 2\n');
    await expect(startMongoServer({ dataDir: server.dataDir })).rejects.toThrow('FORMAT');
    writeFileSync(join(server.dataDir, 'FORMAT'), 'waris-documents 1\n');
    server = await startTestServer({ dataDir: server.dataDir });
  });

  it('that was never finished is finished', async () => {
    await server.stop();
    for (const name of readdirSync(server.dataDir)) rmSync(join(server.dataDir, name));
    writeFileSync(join(server.dataDir, 'FORMAT'), '');
    server = await startTestServer({ dataDir: server.dataDir });
    await server.db.collection('c').insertOne({ a: 1 });
    server = await server.restart();
    expect(await all()).toHaveLength(1);
  });

  it('is opened by one server at a time', async () => {
    await expect(startMongoServer({ dataDir: server.dataDir })).rejects.toThrow('already open');
    const copy = mkdtempSync(join(tmpdir(), 'waris-copy-'));
    mkdirSync(copy, { recursive: true });
    for (const name of readdirSync(server.dataDir))
      copyFileSync(join(server.dataDir, name), join(copy, name));
    // The lock of a process that is gone does not keep anyone out.
    writeFileSync(join(copy, 'LOCK'), '999999999 unknown');
    const other = await startMongoServer({ dataDir: copy });
    await other.stop();
    rmSync(copy, { recursive: true });
  });
});
