import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { readRunningEngines } from './data-directory/running-engines.ts';
import { startEmbeddedEngines } from './embedded-engines.ts';

const PATIENCE = 60_000;

let root: string;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'waris-engines-'));
});

afterEach(() => rm(root, { recursive: true, force: true }));

describe('the embedded engines', () => {
  it(
    'keep their data from one run to the next, and tell where they are while they run',
    async () => {
      const first = await startEmbeddedEngines({ dataDir: root });
      const client = new pg.Client({ connectionString: first.postgresUrl });
      await client.connect();
      await client.query('create table kept as select 42 as n');
      await client.end();
      expect(await readRunningEngines(root)).toEqual({
        postgresUrl: first.postgresUrl,
        mongoUrl: first.mongoUrl,
        secrets: first.secrets,
        pid: process.pid,
      });
      await expect(startEmbeddedEngines({ dataDir: root })).rejects.toThrow('in use by process');
      await first.stop();
      expect(await readRunningEngines(root)).toBeNull();

      const second = await startEmbeddedEngines({ dataDir: root });
      const again = new pg.Client({ connectionString: second.postgresUrl });
      await again.connect();
      expect((await again.query('select n from kept')).rows).toEqual([{ n: 42 }]);
      await again.end();
      await second.stop();
    },
    PATIENCE,
  );

  it(
    'let go of the folder when one of them cannot start',
    async () => {
      await (await startEmbeddedEngines({ dataDir: root })).stop();
      await writeFile(join(root, 'postgresql', 'PG_VERSION'), '12\n');
      await expect(startEmbeddedEngines({ dataDir: root })).rejects.toThrow('PostgreSQL 12');
      expect(await readdir(root)).not.toContain('lock.json');
    },
    PATIENCE,
  );
});
