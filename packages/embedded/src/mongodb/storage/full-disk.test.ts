import { readdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describeOnSmallDisk } from '@waris/testkit/small-disk';
import { startTestServer, type TestServer } from '../test-server.ts';

const full = { code: 14031, codeName: 'OutOfDiskSpace' };
const text = 'x'.repeat(10_000);

describeOnSmallDisk(8, 'documents on a disk that is full', (folder) => {
  let server: TestServer;
  const filler = join(folder, 'filler');

  beforeEach(async () => {
    server = await startTestServer({ dataDir: join(folder, 'documents'), compactAbove: 100_000 });
  });
  afterEach(async () => {
    rmSync(filler, { force: true });
    await server.dispose();
  });

  const things = () =>
    server.db.collection<{ _id: number | string; n?: number; text?: string }>('things');
  const all = () => things().find({}).sort({ _id: 1 }).toArray();

  function leaveFree(bytes: number): void {
    const { bavail, bsize } = statfsSync(folder);
    writeFileSync(filler, Buffer.alloc(Math.max(0, bavail * bsize - bytes), 1));
  }

  it('refuse each change by the name of its reason, show none of it, and take it once there is room', async () => {
    await things().createIndex({ n: 1 }, { unique: true });
    // Every change is long: a short one may find room at the end of a block.
    await things().insertMany([
      { _id: 1, n: 1 },
      { _id: text, n: 2 },
      { _id: 3, n: 3, text },
    ]);
    const [before, indexes] = [await all(), await things().indexes()];
    const change = () =>
      Promise.allSettled([
        things().insertOne({ _id: 4, n: 4, text }),
        things().updateOne({ _id: 1 }, { $set: { n: 10, text } }),
        things().deleteOne({ _id: text }),
        things().updateOne({ _id: 5 }, { $setOnInsert: { n: 5, text } }, { upsert: true }),
        things().createIndex({ text: 1 }, { partialFilterExpression: { text: { $gt: text } } }),
      ]);

    leaveFree(0);
    for (let round = 0; round < 2; round += 1) {
      const refused = await change();
      expect(refused).toEqual(
        refused.map(() => ({ status: 'rejected', reason: expect.objectContaining(full) })),
      );
      expect([await all(), await things().indexes()]).toEqual([before, indexes]);
    }
    await expect(server.db.collection('others').insertOne({})).rejects.toMatchObject(full);

    rmSync(filler);
    expect((await change()).map(({ status }) => status)).toEqual(refusedNever(5));
    await server.db.collection('others').insertOne({});
    await expect(things().insertOne({ _id: 6, n: 10 })).rejects.toMatchObject({ code: 11000 });
    const after = await all();
    expect(after.map(({ _id, n }) => [_id, n])).toEqual([
      [1, 10],
      [3, 3],
      [4, 4],
      [5, 5],
    ]);
    server = await server.restart();
    expect(await all()).toEqual(after);
  });

  it('lose nothing acknowledged of many writers, wherever the room ends', async () => {
    for (let round = 0; round < 8; round += 1) {
      await server.db.dropDatabase();
      leaveFree(150_000 + 1_111 * round);
      const acknowledged: number[] = [];
      const write = async (writer: number) => {
        for (let n = 0; n < 20; n += 1) {
          const _id = writer * 100 + n;
          const kept = await things()
            .insertOne({ _id, n, text })
            .then(() => true)
            .catch(() => false);
          if (kept) acknowledged.push(_id);
        }
      };
      await Promise.all([1, 2, 3, 4].map(write));
      expect(acknowledged.length).toBeGreaterThan(5);
      expect(acknowledged.length).toBeLessThan(80);
      rmSync(filler);
      await things().insertOne({ _id: 1 });
      const ids = [1, ...acknowledged.toSorted((a, b) => a - b)];
      expect((await all()).map(({ _id }) => _id)).toEqual(ids);
      server = await server.restart();
      expect((await all()).map(({ _id }) => _id)).toEqual(ids);
    }
  });

  it('are written on where a compaction finds no room, and compacted later', async () => {
    await things().insertMany(Array.from({ length: 20 }, (_, _id) => ({ _id, text })));
    const update = async (n: number) => {
      await things().updateMany({}, { $set: { n } });
    };
    for (let n = 1; n <= 2; n += 1) await update(n);
    // More garbage than documents, and less room than a compaction takes.
    leaveFree(150_000);
    for (let n = 3; n <= 8; n += 1) await things().updateOne({ _id: 1 }, { $set: { n } });
    expect(readdirSync(server.dataDir).filter((name) => name.endsWith('.new'))).toEqual([]);
    rmSync(filler);
    for (let n = 20; n <= 30; n += 1) await update(n);
    expect(await things().countDocuments({ n: 30 })).toBe(20);
    server = await server.restart();
    expect(await things().countDocuments({ n: 30 })).toBe(20);
  });
});

const refusedNever = (count: number) => Array.from({ length: count }, () => 'fulfilled');
