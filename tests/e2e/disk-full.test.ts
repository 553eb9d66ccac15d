import { rm, statfs, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { freePort } from './support/free-port.ts';
import { signIn, type GraphClient } from './support/graph-client.ts';
import { note } from './support/note.ts';
import { batchSize, readBatches, recordBatch } from './support/reading-batches.ts';
import { describeOnSmallDisk } from './support/small-disk.ts';
import { makeMeter } from './support/upload.ts';
import { waitUntilHealthy } from './support/wait-for.ts';
import { endAll, startWaris, type WarisProcess } from './support/waris-process.ts';

const startMs = 120_000;
const serialNumber = 'FULL-1';
const account = { email: 'admin@waris.local', password: 'a password of this test' };
// Enough for a data folder and some, so that the disk is soon full.
const diskMb = 200;
const leftFreeBytes = 12 * 2 ** 20;
const mostBatches = 3_000;

describeOnSmallDisk(diskMb, 'a disk that is full', (folder) => {
  let url: string;
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

  /** Batches one after the other until two in a row failed; those that were acknowledged. */
  async function fill(client: GraphClient): Promise<{ acknowledged: number[]; begun: number }> {
    const acknowledged: number[] = [];
    let [begun, failedInRow] = [0, 0];
    while (failedInRow < 2 && begun < mostBatches) {
      const batch = begun;
      begun += 1;
      const recorded = await recordBatch(client, serialNumber, batch).catch(() => null);
      failedInRow = recorded === null ? failedInRow + 1 : 0;
      if (recorded !== null) acknowledged.push(batch);
    }
    return { acknowledged, begun };
  }

  it(
    'loses no acknowledged reading, keeps no half batch, and there is room again once it is made',
    async () => {
      let waris = await start();
      let admin = await signIn(url, account);
      await makeMeter(admin, serialNumber);
      const { bavail, bsize } = await statfs(folder);
      const filler = join(folder, 'filler');
      await writeFile(filler, Buffer.alloc(Math.max(0, bavail * bsize - leftFreeBytes), 1));

      const { acknowledged, begun } = await fill(admin);
      note(`${acknowledged.length} of ${begun} batches fitted on the disk`);
      expect(acknowledged.length).toBeGreaterThan(0);
      expect(begun).toBeLessThan(mostBatches);

      await rm(filler);
      if (waris.hasEnded()) note('the process had ended');
      const goesOn = await recordBatch(admin, serialNumber, begun).catch(() => null);
      if (goesOn === null) {
        note('it goes on after a restart');
        await waris.end('SIGKILL');
        waris = await start();
        admin = await signIn(url, account);
        await recordBatch(admin, serialNumber, begun);
      } else note('it goes on as soon as there is room');
      const stored = await readBatches(admin, serialNumber, begun + 1);
      const lost = acknowledged.filter((batch) => stored[batch] !== batchSize);
      const halves = stored.filter((count) => count !== 0 && count !== batchSize);
      expect({ lost, halves, last: stored[begun] }).toEqual({
        lost: [],
        halves: [],
        last: batchSize,
      });
      await waris.end('SIGKILL');
      waris = await start();
      const again = await readBatches(await signIn(url, account), serialNumber, begun + 1);
      expect(again).toEqual(stored);
    },
    4 * startMs,
  );
});
