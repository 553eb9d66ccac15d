import { readFile, rm, statfs, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { freePort } from './support/free-port.ts';
import { signIn, type GraphClient } from './support/graph-client.ts';
import { note } from './support/note.ts';
import { batchSize, readBatches, recordBatch } from './support/reading-batches.ts';
import { describeOnSmallDisk } from '@waris/testkit/small-disk';
import { makeMeter } from './support/upload.ts';
import { waitFor, waitUntilHealthy } from './support/wait-for.ts';
import { endAll, startWaris, type WarisProcess } from './support/waris-process.ts';

const startMs = 120_000;
const serialNumber = 'FULL-1';
const account = { email: 'admin@waris.local', password: 'a password of this test' };
// Enough for a data folder and some, so that the disk is soon full.
const diskMb = 200;
const shortages = [
  { what: 'no room for rows', freeBytes: 2 * 2 ** 20, refused: 2 },
  // So many that what WARIS says of them finds no room either.
  { what: 'no room for a line', freeBytes: 0, refused: 50 },
  // Less than a segment of the log, and the rows need less than that.
  { what: 'no room for the log', freeBytes: 15 * 2 ** 20, refused: 2 },
];
const mostBatches = 3_000;

describeOnSmallDisk(diskMb, 'a disk that is full', (folder) => {
  let url: string;
  const logFile = join(folder, '.waris.log');
  let start: () => Promise<WarisProcess>;

  beforeAll(async () => {
    const port = await freePort();
    url = `http://127.0.0.1:${port}`;
    start = async () => {
      const waris = startWaris(['up'], {
        WARIS_DATA_DIR: join(folder, '.waris'),
        PORT: String(port),
        WARIS_DEMO: '0',
        WARIS_ADMIN_PASSWORD: account.password,
      });
      await waitUntilHealthy(waris, url, startMs);
      return waris;
    };
  });
  afterAll(endAll);

  /** Batches one after the other until so many in a row were refused: which were acknowledged, and what else was said. */
  async function fill(client: GraphClient, from: number, refused: number) {
    const acknowledged: number[] = [];
    const refusals: string[] = [];
    let [next, failedInRow] = [from, 0];
    for (; failedInRow < refused && next < from + mostBatches; next += 1) {
      try {
        await recordBatch(client, serialNumber, next);
        acknowledged.push(next);
        failedInRow = 0;
      } catch (error) {
        refusals.push(String(error));
        failedInRow += 1;
      }
    }
    return { acknowledged, refusals, next };
  }

  function brokenLines(log: string): string[] {
    return log.split('\n').filter((line) => line !== '' && !isJson(line));
  }

  async function leaveFree(bytes: number): Promise<string> {
    const { bavail, bsize } = await statfs(folder);
    const filler = join(folder, 'filler');
    // Others may have written since, so that the last of it finds no room.
    await writeFile(filler, Buffer.alloc(Math.max(0, bavail * bsize - bytes), 1)).catch(
      (error: unknown) => expect(error).toMatchObject({ code: 'ENOSPC' }),
    );
    return filler;
  }

  it(
    'refuses clearly, loses nothing that was acknowledged, and takes readings in again once there is room',
    async () => {
      let waris = await start();
      let admin = await signIn(url, account);
      await makeMeter(admin, serialNumber);
      const kept: number[] = [];
      let next = 0;
      for (const { what, freeBytes, refused } of shortages) {
        const filler = await leaveFree(freeBytes);
        const { acknowledged, refusals, ...filled } = await fill(admin, next, refused);
        note(`${what}: ${acknowledged.length} batches fitted on the disk`);
        expect(refusals[0]).toMatch(/The disk of the database is full.*SERVICE_UNAVAILABLE/);
        expect(refusals.join('\n')).not.toContain('INTERNAL_SERVER_ERROR');
        kept.push(...acknowledged);
        next = filled.next;

        await rm(filler);
        const batch = next;
        const madeRoomMs = performance.now();
        await waitFor('room for readings', 60_000, () =>
          recordBatch(admin, serialNumber, batch).catch(() => null),
        );
        note(`taken in again after ${Math.round(performance.now() - madeRoomMs)} ms`);
        expect(waris.hasEnded()).toBe(false);
        kept.push(batch);
        next += 1;
      }
      // It was not only the tables that had no room: then the database has to be opened again.
      const log = await readFile(logFile, 'utf8');
      expect(log).toContain('the embedded database gave up');
      expect(brokenLines(log)).toEqual([]);

      const stored = await readBatches(admin, serialNumber, next);
      expect(kept.filter((batch) => stored[batch] !== batchSize)).toEqual([]);
      expect(stored.filter((count) => count !== 0 && count !== batchSize)).toEqual([]);
      await waris.end('SIGKILL');
      waris = await start();
      admin = await signIn(url, account);
      expect(await readBatches(admin, serialNumber, next)).toEqual(stored);
    },
    4 * startMs,
  );
});

function isJson(line: string): boolean {
  try {
    JSON.parse(line);
    return true;
  } catch {
    return false;
  }
}
