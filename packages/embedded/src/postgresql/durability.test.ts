import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import pg from 'pg';

const ROUNDS = 5;
const BATCH_ROWS = 500;
const PROGRAM = fileURLToPath(new URL('./serve-for-test.ts', import.meta.url));

async function startServer(dataDir: string): Promise<{ child: ChildProcess; url: string }> {
  const child = spawn(process.execPath, [PROGRAM, dataDir], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  for await (const url of createInterface({ input: child.stdout })) {
    return { child, url };
  }
  throw new Error('The server ended before it was ready.');
}

async function kill(child: ChildProcess): Promise<void> {
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
}

/** Sends batches until the connection breaks; returns the numbers of those acknowledged. */
async function ingest(client: pg.Client, firstBatch: number): Promise<number[]> {
  const acknowledged: number[] = [];
  for (let batch = firstBatch; ; batch += 1) {
    try {
      await client.query(
        'insert into readings select $1::int, n from generate_series(1, $2::int) n',
        [batch, BATCH_ROWS],
      );
      acknowledged.push(batch);
    } catch {
      return acknowledged;
    }
  }
}

async function rowsPerBatch(client: pg.Client): Promise<Map<number, number>> {
  const { rows } = await client.query<{ batch: number; n: number }>(
    'select batch, count(*)::int as n from readings group by batch',
  );
  return new Map(rows.map(({ batch, n }) => [batch, n]));
}

async function connect(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  await client.query('create table if not exists readings (batch int, n int)');
  return client;
}

describe('an embedded PostgreSQL killed in the middle of its work', () => {
  it(`keeps every acknowledged batch and no half one, ${ROUNDS} times over`, async () => {
    const root = await mkdtemp(join(tmpdir(), 'waris-durability-'));
    const acknowledged: number[] = [];
    for (let round = 0; round <= ROUNDS; round += 1) {
      const { child, url } = await startServer(join(root, 'postgresql'));
      const client = await connect(url);
      const kept = await rowsPerBatch(client);
      expect(acknowledged.filter((batch) => !kept.has(batch))).toEqual([]);
      expect([...kept.values()].filter((rows) => rows !== BATCH_ROWS)).toEqual([]);
      const killed = new Promise((resolve) => setTimeout(resolve, 250 + round * 37)).then(() =>
        kill(child),
      );
      acknowledged.push(...(await ingest(client, round * 100_000)));
      await killed;
    }
    expect(acknowledged.length).toBeGreaterThan(ROUNDS);
    await rm(root, { recursive: true, force: true });
  }, 120_000);
});
