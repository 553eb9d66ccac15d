import type { TestServer } from '../test-server.ts';
import { startTestServer } from '../test-server.ts';

let server: TestServer;
let time = new Date('2026-01-01T00:00:00Z');
beforeAll(async () => {
  server = await startTestServer({ now: () => time, sweepIntervalMs: 10 });
  const documents = Array.from({ length: 1234 }, (_, i) => ({ i }));
  await server.db.collection('many').insertMany(documents);
});
afterAll(() => server.dispose());

describe('cursors', () => {
  it('bring every document once, whatever the size of a batch', async () => {
    for (const batchSize of [1, 7, 101, 5000]) {
      const found = await server.db
        .collection('many')
        .find({ i: { $gte: 1000 } }, { batchSize })
        .sort({ i: -1 })
        .toArray();
      expect(found.map(({ i }) => i as number)).toEqual(
        Array.from({ length: 234 }, (_, k) => 1233 - k),
      );
    }
  });

  it('show the result as it was when the query ran', async () => {
    const collection = server.db.collection('changing');
    await collection.insertMany(Array.from({ length: 10 }, (_, i) => ({ i })));
    const cursor = collection.find({}, { batchSize: 2 });
    await cursor.next();
    await collection.deleteMany({});
    expect(await cursor.toArray()).toHaveLength(9);
  });

  it('split batches before 16 MB', async () => {
    const collection = server.db.collection('big');
    await collection.insertMany(Array.from({ length: 5 }, () => ({ text: 'x'.repeat(6e6) })));
    expect(await collection.find({}).toArray()).toHaveLength(5);
  });

  it('are gone once killed, and after ten idle minutes', async () => {
    const open = async () => {
      const answer = await server.db.command({ find: 'many', batchSize: 2 });
      return (answer['cursor'] as { id: unknown }).id;
    };
    const next = (id: unknown) =>
      server.db.command({ getMore: id, collection: 'many' }, { promoteLongs: false });
    const answer = await server.db.command({ find: 'many', batchSize: 2 }, { promoteLongs: false });
    const { id } = answer['cursor'] as { id: unknown };
    expect(await server.db.command({ killCursors: 'many', cursors: [id] })).toMatchObject({
      ok: 1,
      cursorsNotFound: [],
    });
    await expect(next(id)).rejects.toMatchObject({ code: 43, codeName: 'CursorNotFound' });
    const second = await server.db.command({ find: 'many', batchSize: 2 }, { promoteLongs: false });
    time = new Date(time.getTime() + 11 * 60_000);
    await new Promise((resolve) => setTimeout(resolve, 50));
    await expect(next((second['cursor'] as { id: unknown }).id)).rejects.toMatchObject({
      code: 43,
    });
    expect(await open()).toBeDefined();
  });

  it('honour skip, limit and a single batch', async () => {
    const collection = server.db.collection('many');
    expect(
      (await collection.find({}).sort({ i: 1 }).skip(10).limit(3).toArray()).map(
        ({ i }) => i as number,
      ),
    ).toEqual([10, 11, 12]);
    expect(await collection.find({}).limit(-5).toArray()).toHaveLength(5);
    expect(await collection.countDocuments({ i: { $lt: 100 } }, { skip: 10, limit: 20 })).toBe(20);
    expect(await collection.estimatedDocumentCount()).toBe(1234);
  });
});
