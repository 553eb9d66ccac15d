import { mkdtemp, readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { DataDirectoryError } from '../errors.ts';
import { startPostgres } from './server.ts';
import type { PostgresServer } from './server.ts';

const PATIENCE = 60_000;

let root: string;
let server: PostgresServer;
let pool: pg.Pool;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'waris-postgresql-'));
  server = await startPostgres({ dataDir: join(root, 'shared'), idleInTransactionMs: 1500 });
  pool = new pg.Pool({ connectionString: server.url, max: 10 });
  pool.on('error', () => undefined);
  await pool.query('create table items (id int primary key, label text)');
}, PATIENCE);

afterAll(async () => {
  await pool.end();
  await server.stop();
  await rm(root, { recursive: true, force: true });
});

/** When anything in the folder last changed, files and folders alike. */
async function newestChange(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true });
  const stats = await Promise.all(['', ...entries].map((entry) => stat(join(folder, entry))));
  return Math.max(...stats.map(({ ctimeMs }) => ctimeMs));
}

/** A connection whose sudden end is part of the test. */
async function client(): Promise<pg.Client> {
  const connected = new pg.Client({ connectionString: server.url });
  connected.on('error', () => undefined);
  await connected.connect();
  return connected;
}

/** Cuts the connection as a crash would: no farewell message. */
function cut(connected: pg.Client): void {
  const { stream } = (connected as unknown as { connection: { stream: { destroy(): void } } })
    .connection;
  stream.destroy();
}

describe('an embedded PostgreSQL', () => {
  it('has PostGIS and pgvector, and commits to disk', async () => {
    const { rows } = await pool.query<Record<string, unknown>>(
      `select postgis_version() as postgis, '[1,2]'::vector <-> '[1,4]' as distance,
        current_setting('fsync') as fsync`,
    );
    expect(rows[0]).toEqual({ postgis: expect.stringMatching(/^3\./), distance: 2, fsync: 'on' });
  });

  it('keeps the answers of interleaved failing and succeeding statements apart', async () => {
    const ask = async (n: number): Promise<unknown> => {
      const sql = n % 3 === 0 ? 'select 1 / ($1::int - $1::int) as n' : 'select $1::int as n';
      const { rows } = await pool.query<{ n: number }>(sql, [n]);
      return rows[0]?.n;
    };
    const numbers = Array.from({ length: 200 }, (_, n) => n);
    const outcomes = await Promise.allSettled(numbers.map(ask));
    outcomes.forEach((outcome, n) => {
      expect(outcome.status === 'fulfilled' ? outcome.value : 'failed').toBe(
        n % 3 === 0 ? 'failed' : n,
      );
    });
  });

  it('runs transactions of several connections one after the other', async () => {
    await pool.query("insert into items values (1, '0')");
    await Promise.all(
      Array.from({ length: 20 }, async () => {
        const connection = await pool.connect();
        await connection.query('begin');
        const { rows } = await connection.query<{ label: string }>(
          'select label from items where id = 1',
        );
        const next = String(Number(rows[0]?.label) + 1);
        await connection.query('update items set label = $1 where id = 1', [next]);
        await connection.query('commit');
        connection.release();
      }),
    );
    expect((await pool.query('select label from items where id = 1')).rows).toEqual([
      { label: '20' },
    ]);
  });

  it('rolls back the transaction of a connection that dies, and serves the others', async () => {
    const dying = await client();
    await dying.query('begin');
    await dying.query("insert into items values (2, 'never')");
    const waiting = pool.query('select * from items where id = 2');
    cut(dying);
    expect((await waiting).rows).toEqual([]);
  });

  it('rolls back when a connection dies while its BEGIN is still on the way', async () => {
    const dying = await Promise.all(Array.from({ length: 8 }, client));
    dying.forEach((connection) => {
      connection.query('begin; select pg_sleep(0.02)').catch(() => undefined);
      setTimeout(() => cut(connection), 5);
    });
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect((await pool.query('select 1 as alive')).rows).toEqual([{ alive: 1 }]);
  });

  it('ends a connection that sits on a transaction, so that the others go on', async () => {
    const sleeper = await client();
    await sleeper.query('begin');
    expect((await pool.query('select 2 as alive')).rows).toEqual([{ alive: 2 }]);
    await expect(sleeper.query('select 1')).rejects.toThrow();
  });

  it('lets two connections use one name for different prepared statements', async () => {
    const [a, b] = await Promise.all([client(), client()]);
    const first = { name: 'same', text: 'select 1 as n' };
    const second = { name: 'same', text: 'select 2 as n' };
    expect((await a.query(first)).rows).toEqual([{ n: 1 }]);
    expect((await b.query(second)).rows).toEqual([{ n: 2 }]);
    expect((await a.query(first)).rows).toEqual([{ n: 1 }]);
    await Promise.all([a.end(), b.end()]);
    // The engine forgets the names once it has noticed that the connections are gone.
    let left = 1;
    for (let attempt = 0; left > 0 && attempt < 50; attempt += 1) {
      const kept = "select name from pg_prepared_statements where name like '%same'";
      left = (await pool.query(kept)).rows.length;
    }
    expect(left).toBe(0);
  });

  it('keeps settings and the role of a connection to itself', async () => {
    const [a, b] = await Promise.all([client(), client()]);
    await a.query('create role reader');
    await a.query("set search_path to information_schema; set work_mem = '7MB'; set role reader");
    const ask = `select current_setting('search_path') as path, current_setting('work_mem') as memory,
      current_user as role`;
    expect((await b.query(ask)).rows).toEqual([
      { path: 'public', memory: '4MB', role: 'postgres' },
    ]);
    expect((await a.query(ask)).rows).toEqual([
      { path: 'information_schema', memory: '7MB', role: 'reader' },
    ]);
    await Promise.all([a.end(), b.end()]);
    expect((await pool.query(ask)).rows).toEqual([
      { path: 'public', memory: '4MB', role: 'postgres' },
    ]);
  });

  it('takes rows by COPY, and reports a bad one without harm', async () => {
    const connection = await pool.connect();
    const copy = (rows: string[]): Promise<void> =>
      pipeline(Readable.from(rows), connection.query(copyFrom('copy items from stdin')));
    await copy(Array.from({ length: 5000 }, (_, n) => `${n + 1000}\tcopied\n`));
    await expect(copy(['7000\tgood\n', '1000\ttwice\n'])).rejects.toThrow('duplicate key');
    const { rows } = await connection.query(
      "select count(*)::int as n from items where label in ('copied', 'good')",
    );
    connection.release();
    expect(rows).toEqual([{ n: 5000 }]);
  });

  it('answers statements that were queued behind a failing one with their own rows', async () => {
    const connection = await client();
    const fails = connection.query('select 1 / (random() * 0)::int + $1::int', [1]);
    const follows = connection.query('select $1::int as n', [7]);
    await expect(fails).rejects.toThrow('division by zero');
    expect((await follows).rows).toEqual([{ n: 7 }]);
    await connection.end();
  });

  it('refuses a prepared COPY from the client and goes on', async () => {
    const connection = await pool.connect();
    const prepared = connection.query({ name: 'prepared_copy', text: 'copy items from stdin' });
    await expect(prepared).rejects.toThrow('simple query protocol only');
    expect((await connection.query('select 3 as alive')).rows).toEqual([{ alive: 3 }]);
    connection.release();
  });

  it('fails an endless recursion and lives on', async () => {
    await pool.query(
      "create function endless(n int) returns int language plpgsql as 'begin return endless(n); end'",
    );
    await expect(pool.query('select endless(1)')).rejects.toThrow('stack depth limit exceeded');
    expect((await pool.query('select 4 as alive')).rows).toEqual([{ alive: 4 }]);
  });

  it('refuses a client without the password', async () => {
    const url = new URL(server.url);
    url.password = 'wrong';
    const stranger = new pg.Client({ connectionString: url.href });
    await expect(stranger.connect()).rejects.toThrow('password authentication failed');
  });
});

describe('a data folder that cannot be used', () => {
  it(
    'is refused and left alone when its files are not ours',
    async () => {
      const dataDir = join(root, 'foreign');
      await startPostgres({ dataDir: join(dataDir, 'inner') }).then((started) => started.stop());
      await expect(startPostgres({ dataDir })).rejects.toThrow(DataDirectoryError);
      expect(await readdir(dataDir)).toEqual(['inner']);
    },
    PATIENCE,
  );

  it(
    'is refused when it is of another version or damaged',
    async () => {
      const dataDir = join(root, 'damaged');
      await startPostgres({ dataDir }).then((started) => started.stop());
      const version = join(dataDir, 'PG_VERSION');
      await writeFile(version, '17\n');
      await expect(startPostgres({ dataDir })).rejects.toThrow('made for PostgreSQL 17');
      expect(await readFile(version, 'utf8')).toBe('17\n');
      await writeFile(version, '18\n');
      await truncate(join(dataDir, 'global/pg_control'), 100);
      const before = await newestChange(dataDir);
      await expect(startPostgres({ dataDir })).rejects.toThrow(DataDirectoryError);
      expect(await newestChange(dataDir)).toBe(before);
    },
    PATIENCE,
  );

  it(
    'is refused with the way out when PostgreSQL finds it damaged',
    async () => {
      const dataDir = join(root, 'torn');
      await startPostgres({ dataDir }).then((started) => started.stop());
      const logs = join(dataDir, 'pg_wal');
      const [segment = ''] = (await readdir(logs)).filter((name) => /^[0-9A-F]{24}$/.test(name));
      await truncate(join(logs, segment), 100);
      await expect(startPostgres({ dataDir })).rejects.toThrow('put back a copy of the folder');
    },
    PATIENCE,
  );
});
