import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import mongoose from 'mongoose';

const { MongoClient } = mongoose.mongo;
const rounds = 5;

async function startChild(dataDir: string) {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'kill-child.ts'), dataDir], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.add(child);
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  return { child, url: line.toString().trim() };
}

type Collection = ReturnType<ReturnType<InstanceType<typeof MongoClient>['db']>['collection']>;

/** Writes until the server dies; remembers what was acknowledged and what was only sent. */
async function write(
  collection: Collection,
  round: number,
  acknowledged: Set<string>,
  counts: Map<number, number>,
): Promise<void> {
  const writer = async (worker: number): Promise<void> => {
    for (let n = 0; ; n += 1) {
      const ids = [`${round}/${worker}/${n}/a`, `${round}/${worker}/${n}/b`];
      await collection.insertMany(
        ids.map((_id) => ({ _id, first: n, text: 'x'.repeat(200), last: n })) as never[],
      );
      for (const id of ids) acknowledged.add(id);
      await collection.updateOne({ _id: worker } as never, { $inc: { n: 1 } }, { upsert: true });
      counts.set(worker, (counts.get(worker) ?? 0) + 1);
    }
  };
  await Promise.allSettled([0, 1, 2, 3].map(writer));
}

// A child left behind by a failed expectation would keep Jest waiting.
const children = new Set<ChildProcess>();
afterEach(() => {
  for (const child of children) child.kill('SIGKILL');
  children.clear();
});

describe('a server killed while it writes', () => {
  it('has every acknowledged write once, and no half of a document', async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'waris-kill-'));
    const acknowledged = new Set<string>();
    const counts = new Map<number, number>();
    for (let round = 0; round < rounds; round += 1) {
      const { child, url } = await startChild(dataDir);
      const client = new MongoClient(url, {
        serverSelectionTimeoutMS: 300,
        retryWrites: false,
        retryReads: false,
      });
      await client.connect();
      const before = acknowledged.size;
      const writing = write(client.db().collection('c'), round, acknowledged, counts);
      await sleep(300 + Math.random() * 400);
      child.kill('SIGKILL');
      await once(child, 'exit');
      await writing;
      await client.close();
      expect(acknowledged.size).toBeGreaterThan(before);
    }
    const { child, url } = await startChild(dataDir);
    const client = await new MongoClient(url).connect();
    const found = await client.db().collection('c').find({}).toArray();
    const texts = found.filter(({ _id }) => typeof _id === 'string');
    const ids = texts.map(({ _id }) => _id as unknown as string);
    expect(new Set(ids).size).toBe(ids.length);
    expect([...acknowledged].filter((id) => !ids.includes(id))).toEqual([]);
    expect(
      texts.every(({ first, last, text }) => first === last && (text as string).length === 200),
    ).toBe(true);
    for (const [worker, count] of counts) {
      const stored = found.find(({ _id }) => (_id as unknown) === worker)?.['n'] as number;
      // At most one update a round was applied without being acknowledged.
      expect(stored).toBeGreaterThanOrEqual(count);
      expect(stored).toBeLessThanOrEqual(count + rounds);
    }
    await client.close();
    child.kill('SIGTERM');
    await once(child, 'exit');
    rmSync(dataDir, { recursive: true });
  }, 60_000);
});
