import { mkdtemp, readdir, rm, statfs, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { readRunningEngines } from './data-directory/running-engines.ts';
import { describeOnSmallDisk } from '@waris/testkit/small-disk';
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

describeOnSmallDisk(200, 'the embedded engines on a disk that is full', (folder) => {
  const full = 'its disk is full. Make room and start again.';
  const filler = join(folder, 'filler');

  async function fill(): Promise<void> {
    const { bavail, bsize } = await statfs(folder);
    await writeFile(filler, Buffer.alloc(bavail * bsize, 1));
  }

  it(
    'say so, and start once there is room: the first time and later',
    async () => {
      const dataDir = join(folder, '.waris');
      for (const time of ['first', 'later']) {
        await fill();
        await expect(startEmbeddedEngines({ dataDir })).rejects.toThrow(full);
        await rm(filler);
        const engines = await startEmbeddedEngines({ dataDir });
        expect({ time, url: engines.mongoUrl }).toEqual({ time, url: expect.any(String) });
        await engines.stop();
      }
    },
    2 * PATIENCE,
  );
});
