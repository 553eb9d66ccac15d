import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { readDemoTruth } from './support/demo-truth.ts';
import { freePort } from './support/free-port.ts';
import { signIn, type GraphClient } from './support/graph-client.ts';
import { note, seconds } from './support/note.ts';
import { makeOtherBranch } from './support/other-branch.ts';
import { batchSize, readBatches, recordBatch } from './support/reading-batches.ts';
import { makeTempFolder, removeTempFolders } from './support/temp-folder.ts';
import { waitFor, waitUntilHealthy } from './support/wait-for.ts';
import { endAll, startWaris, type WarisProcess } from './support/waris-process.ts';

const startMs = 60_000;
const demoStartMs = 240_000;

const account = { email: 'admin@waris.local', password: 'a password of this test' };

afterEach(endAll);
afterAll(removeTempFolders);

type Place = { readonly dataDir: string; readonly url: string; start(demo?: '1'): WarisProcess };

/** A data folder and a port of their own, on which WARIS is started several times. */
async function makePlace(): Promise<Place> {
  const dataDir = join(await makeTempFolder(), '.waris');
  const port = await freePort();
  return {
    dataDir,
    url: `http://127.0.0.1:${port}`,
    start: (demo) =>
      startWaris(['up'], {
        WARIS_DATA_DIR: dataDir,
        PORT: String(port),
        WARIS_DEMO: demo ?? '0',
        WARIS_ADMIN_PASSWORD: account.password,
      }),
  };
}

/** Starts and waits for the welcome, which comes when everything is done. */
async function startWhole({ start, url }: Place, demo?: '1'): Promise<WarisProcess> {
  const waris = start(demo);
  await waitUntilHealthy(waris, url, demo === undefined ? startMs : demoStartMs);
  await waitFor('welcome', startMs, () => (waris.stdout().includes('WARIS is up') ? true : null));
  return waris;
}

/** Four writers at once until the process is gone; the numbers of the batches that were acknowledged. */
async function writeUntilGone(
  client: GraphClient,
  serialNumber: string,
  nextBatch: () => number,
  onAcknowledged: (batch: number) => void,
): Promise<void> {
  const write = async () => {
    for (;;) {
      const batch = nextBatch();
      const recorded = await recordBatch(client, serialNumber, batch).catch(() => null);
      if (recorded === null) return;
      expect(recorded.acceptedCount).toBe(batchSize);
      onAcknowledged(batch);
    }
  };
  await Promise.all([write(), write(), write(), write()]);
}

describe('kill -9 while readings are recorded', () => {
  it(
    'loses no acknowledged reading, keeps no half batch, and the next start just works',
    async () => {
      const place = await makePlace();
      let waris = await startWhole(place);
      let admin = await signIn(place.url, account);
      const serialNumber = await makeMeter(admin);
      const acknowledged = new Set<number>();
      let begun = 0;
      for (const delayMs of [300, 1_100, 2_300]) {
        const writing = writeUntilGone(
          admin,
          serialNumber,
          () => begun++,
          (batch) => acknowledged.add(batch),
        );
        const before = acknowledged.size;
        await waitFor('acknowledged batch', 20_000, () =>
          acknowledged.size > before ? true : null,
        );
        await sleep(delayMs);
        await waris.end('SIGKILL');
        await writing;

        waris = await startWhole(place);
        admin = await signIn(place.url, account);
        const stored = await readBatches(admin, serialNumber, begun);
        const halves = stored.filter((count) => count !== 0 && count !== batchSize);
        const lost = [...acknowledged].filter((batch) => stored[batch] !== batchSize);
        note(`${acknowledged.size} of ${begun} batches acknowledged, ${lost.length} lost`);
        expect({ halves, lost }).toEqual({ halves: [], lost: [] });
      }
      // What was not acknowledged may be sent again.
      for (let batch = 0; batch < begun; batch += 1) {
        if (acknowledged.has(batch)) continue;
        const { acceptedCount, duplicateCount } = await recordBatch(admin, serialNumber, batch);
        expect([acceptedCount, duplicateCount].toSorted((a, b) => a - b)).toEqual([0, batchSize]);
      }
      const { code } = await waris.end('SIGTERM');
      expect(code).toBe(0);
    },
    4 * startMs,
  );
});

describe('kill -9 during the very first start', () => {
  it.each([
    ['before anything is there', '', 500],
    ['while the stores are made', '❯ Stores', 700],
    ['while the database is migrated', '❯ Database', 300],
    ['while the first admin is made', '❯ Admin', 0],
  ])(
    '%s leaves nothing that the next start cannot finish',
    async (_moment, shown, delayMs) => {
      const place = await makePlace();
      const first = place.start();
      await waitFor(shown, startMs, () => (first.stdout().includes(shown) ? true : null));
      await sleep(delayMs);
      await first.end('SIGKILL');
      expect(first.stdout()).not.toContain('WARIS is up');
      const again = await startWhole(place);
      await makeMeter(await signIn(place.url, account));
      expect(again.stderr()).toBe('');
    },
    3 * startMs,
  );

  it(
    'while the demo loads leaves a demo that the next start completes',
    async () => {
      const place = await makePlace();
      for (const delayMs of [3_000, 9_000]) {
        const waris = place.start('1');
        await waitFor('demo', startMs, () => (waris.stdout().includes('❯ Demo') ? true : null));
        await sleep(delayMs);
        const wasLoading = !waris.stdout().includes('✔ Demo');
        await waris.end('SIGKILL');
        note(`killed ${seconds(delayMs)} into the demo${wasLoading ? '' : ', which was there'}`);
      }
      await startWhole(place, '1');
      const analyst = await signIn(place.url, {
        email: 'analyst@demo.waris.local',
        password: 'waris-demo-analyst',
      });
      await expectWholeDemo(analyst, await readDemoTruth(place.dataDir));
    },
    demoStartMs + 3 * startMs,
  );
});

async function makeMeter(admin: GraphClient): Promise<string> {
  await admin.get(
    `mutation { createRegion(input: { code: "1", nameTh: "หนึ่ง", nameEn: "One" }) {
      region { id } userErrors { __typename }
    } }`,
  );
  const hour = { from: '2024-12-01T00:00:00Z', to: '2024-12-01T01:00:00Z' };
  const { serialNumber } = await makeOtherBranch(admin, '1', hour);
  return serialNumber;
}

type DemoPart = {
  readonly dmas: {
    readonly nodes: readonly {
      readonly code: string;
      readonly boundary: object | null;
      readonly flowSeries: { readonly completenessRatio: number } | null;
      readonly waterBalance: { readonly billedMetered: { readonly meterCount: number } } | null;
    }[];
  };
  readonly documents: {
    readonly nodes: readonly { readonly title: string; readonly state: string }[];
  };
};

async function expectWholeDemo(
  analyst: GraphClient,
  truth: Awaited<ReturnType<typeof readDemoTruth>>,
): Promise<void> {
  const { dmas, documents } = await analyst.get<DemoPart>(
    `query ($period: PeriodInput!) {
      dmas { nodes {
        code
        boundary
        flowSeries(period: $period, resolution: HOUR) { completenessRatio }
        waterBalance(period: $period) { billedMetered { meterCount } }
      } }
      documents { nodes { title state } }
    }`,
    { period: { from: truth.startAt, to: truth.endAt } },
  );
  expect(dmas.nodes.map(({ code }) => code)).toEqual(truth.dmas.map(({ dmaCode }) => dmaCode));
  for (const { boundary, flowSeries, waterBalance } of dmas.nodes) {
    expect(boundary).not.toBeNull();
    expect(flowSeries?.completenessRatio).toBeGreaterThan(0.95);
    expect(waterBalance?.billedMetered.meterCount).toBeGreaterThan(500);
  }
  const titles = documents.nodes.map(({ title }) => title);
  expect(titles.length).toBeGreaterThanOrEqual(6);
  expect(new Set(titles).size).toBe(titles.length);
  expect(documents.nodes.map(({ state }) => state)).toEqual(titles.map(() => 'READY'));
}
