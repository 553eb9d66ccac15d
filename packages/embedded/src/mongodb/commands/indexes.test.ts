import type { TestServer } from '../test-server.ts';
import { startTestServer } from '../test-server.ts';

let server: TestServer;
let time = new Date('2026-01-01T00:00:00Z');
beforeAll(async () => {
  server = await startTestServer({ now: () => time, sweepIntervalMs: 10 });
});
afterAll(() => server.dispose());

const duplicate = { code: 11000 };

describe('unique indexes', () => {
  it('refuse a second document with the same key and name key and value', async () => {
    const collection = server.db.collection('users');
    await collection.createIndex({ email: 1 }, { unique: true });
    await collection.insertOne({ email: 'a' });
    await expect(collection.insertOne({ email: 'a' })).rejects.toMatchObject({
      ...duplicate,
      keyPattern: { email: 1 },
      keyValue: { email: 'a' },
    });
    await collection.insertOne({});
    await expect(collection.insertOne({ email: null })).rejects.toMatchObject(duplicate);
    await expect(
      collection.updateOne({ email: null }, { $set: { email: 'a' } }),
    ).rejects.toMatchObject(duplicate);
    await collection.deleteOne({ email: 'a' });
    await collection.updateOne({ email: null }, { $set: { email: 'a' } });
    expect(await collection.countDocuments({ email: 'a' })).toBe(1);
  });

  it('hold over several fields, members of arrays, and numbers of different types', async () => {
    const collection = server.db.collection('compound');
    await collection.createIndex({ a: 1, b: -1 }, { unique: true });
    await collection.insertMany([
      { a: 1, b: 1 },
      { a: 1, b: 2 },
      { a: [7, 8], b: 0 },
    ]);
    await expect(collection.insertOne({ a: 1.0, b: 2 })).rejects.toMatchObject(duplicate);
    await expect(collection.insertOne({ a: 8, b: 0 })).rejects.toMatchObject(duplicate);
    await expect(collection.insertOne({ a: [1], b: [2] })).rejects.toMatchObject({ code: 171 });
  });

  it('leave out documents when sparse or partial', async () => {
    const collection = server.db.collection('partial');
    await collection.createIndex({ s: 1 }, { unique: true, sparse: true });
    await collection.createIndex(
      { p: 1 },
      { unique: true, partialFilterExpression: { live: true } },
    );
    await collection.insertMany([{ p: 1 }, { p: 1 }, { p: 1, live: true }, { s: 5 }]);
    await expect(collection.insertOne({ p: 1, live: true })).rejects.toMatchObject(duplicate);
    await expect(collection.insertOne({ s: 5 })).rejects.toMatchObject(duplicate);
    expect(await collection.countDocuments({ p: 1 })).toBe(3);
  });

  it('are not built over documents that already break them', async () => {
    const collection = server.db.collection('broken');
    await collection.insertMany([{ a: 1 }, { a: 1 }]);
    await expect(collection.createIndex({ a: 1 }, { unique: true })).rejects.toMatchObject(
      duplicate,
    );
    expect(await collection.indexes()).toHaveLength(1);
  });
});

describe('indexes', () => {
  it('are listed, kept when made again, and dropped', async () => {
    const collection = server.db.collection('listed');
    await collection.createIndexes([{ key: { a: 1 } }, { key: { b: 1, c: -1 }, name: 'mine' }]);
    expect(await collection.createIndex({ a: 1 })).toBe('a_1');
    expect((await collection.indexes()).map(({ name }) => name)).toEqual(['_id_', 'a_1', 'mine']);
    await expect(collection.createIndex({ a: 1 }, { name: 'other' })).rejects.toMatchObject({
      code: 85,
    });
    await expect(collection.createIndex({ z: 1 }, { name: 'a_1' })).rejects.toMatchObject({
      code: 86,
    });
    await collection.dropIndex('mine');
    await expect(collection.dropIndex('mine')).rejects.toMatchObject({ code: 27 });
    await expect(collection.dropIndex('_id_')).rejects.toMatchObject({ code: 72 });
    await expect(server.db.collection('nowhere').indexes()).rejects.toMatchObject({ code: 26 });
  });

  it('find the same documents as a scan', async () => {
    const collection = server.db.collection('looked-up');
    const documents = Array.from({ length: 500 }, (_, i) => ({
      _id: i,
      a: i % 7 === 0 ? [i % 5, i % 3] : i % 5,
      b: { c: i % 4 },
    }));
    await collection.insertMany(documents as never[]);
    const filters: object[] = [
      { a: 3 },
      { a: { $in: [1, 2] }, 'b.c': 1 },
      { a: null },
      { a: [0, 0] },
      { $and: [{ a: 2 }, { a: 1 }] },
      { 'b.c': { $eq: 3, $ne: 2 } },
    ];
    const run = () =>
      Promise.all(filters.map((filter) => collection.find(filter).sort({ _id: 1 }).toArray()));
    const scanned = await run();
    await collection.createIndexes([
      { key: { a: 1 } },
      { key: { 'b.c': 1 } },
      { key: { a: 1, 'b.c': 1 } },
    ]);
    expect(await run()).toEqual(scanned);
    expect(scanned.map((found) => found.length).every((length, at) => length > 0 || at === 2)).toBe(
      true,
    );
  });
});

describe('TTL indexes', () => {
  it('delete documents when their time has come, by the given clock', async () => {
    const collection = server.db.collection('sessions');
    await collection.createIndex({ at: 1 }, { expireAfterSeconds: 60 });
    const old = new Date(time.getTime() - 59_000);
    await collection.insertMany([
      { k: 'soon', at: old },
      { k: 'later', at: time },
      { k: 'text', at: 'never' },
      { k: 'none' },
      { k: 'list', at: [time, old] },
    ]);
    const names = async () => (await collection.find({}).toArray()).map(({ k }) => k as string);
    await new Promise((resolve) => setTimeout(resolve, 60));
    expect(await names()).toHaveLength(5);
    time = new Date(time.getTime() + 2000);
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(await names()).toEqual(['later', 'text', 'none']);
  });
});
