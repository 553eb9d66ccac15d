import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  scratchPostgresMissing,
  startScratchPostgres,
  type ScratchPostgres,
} from '@waris/embedded';
import { testStores } from '@waris/testkit';
import pg from 'pg';
import { freePort } from '../../e2e/support/free-port.ts';
import { signIn, type GraphClient } from '../../e2e/support/graph-client.ts';
import { note } from '../../e2e/support/note.ts';
import { batchSize, readBatches, recordBatch } from '../../e2e/support/reading-batches.ts';
import { makeTempFolder, removeTempFolders } from '../../e2e/support/temp-folder.ts';
import { makeApiKey, makeMeter, upload } from '../../e2e/support/upload.ts';
import { waitFor, waitUntilHealthy } from '../../e2e/support/wait-for.ts';
import { endAll, startWaris, type WarisProcess } from '../../e2e/support/waris-process.ts';

const startMs = 120_000;
const account = { email: 'admin@waris.local', password: 'a password of this test' };
const serialNumber = 'KILLED-1';
// Another stretch of time than the batches that are recorded.
const uploadsStartMs = Date.UTC(2015, 0, 1);
const uploadRows = 3_000;
const minuteMs = 60_000;

const missing = testStores().real ? await scratchPostgresMissing() : 'runs with the real engines';
const describeKilled = missing === null ? describe : describe.skip;

describeKilled(
  `PostgreSQL, killed during a bulk load${missing === null ? '' : ` (${missing})`}`,
  () => {
    let postgres: ScratchPostgres;
    let waris: WarisProcess;
    let url: string;

    beforeAll(async () => {
      postgres = await startScratchPostgres(await freePort());
      const port = await freePort();
      url = `http://127.0.0.1:${port}`;
      waris = startWaris(['up'], {
        DATABASE_URL: postgres.url,
        MONGODB_URL: testStores().mongoUrl,
        WARIS_DATA_DIR: join(await makeTempFolder(), '.waris'),
        PORT: String(port),
        WARIS_DEMO: '0',
        WARIS_ADMIN_PASSWORD: account.password,
      });
      await waitUntilHealthy(waris, url, startMs);
    }, startMs);
    afterAll(async () => {
      await endAll();
      await postgres?.remove();
      await removeTempFolders();
    });

    it(
      'loses nothing that was acknowledged, keeps no half, and is gone on with by the same process',
      async () => {
        const admin = await signIn(url, account);
        await makeMeter(admin, serialNumber);
        const apiKey = await makeApiKey(admin);
        const recorded = createLoad((batch) => recordBatch(admin, serialNumber, batch));
        const uploaded = createLoad((batch) => uploadBatch(url, apiKey, batch));

        for (const delayMs of [400, 1_300, 2_700]) {
          const before = [recorded.acknowledged.size, uploaded.acknowledged.size];
          const loading = Promise.all([recorded.run(), recorded.run(), uploaded.run()]);
          await waitFor('acknowledged batches of both ways', 30_000, () =>
            recorded.acknowledged.size > (before[0] ?? 0) &&
            uploaded.acknowledged.size > (before[1] ?? 0)
              ? true
              : null,
          );
          await sleep(delayMs);
          await postgres.kill();
          await loading;
          await postgres.start();
          const backMs = performance.now();
          await waitFor('connections anew', 30_000, () => recorded.one().catch(() => null));
          note(
            `killed; taken in again ${Math.round(performance.now() - backMs)} ms after it was back`,
          );
          await expectWhole(admin, recorded, uploaded);
        }
        expect(waris.hasEnded()).toBe(false);
        note(
          `acknowledged: ${recorded.acknowledged.size} of ${recorded.begun()} calls, ${uploaded.acknowledged.size} of ${uploaded.begun()} uploads`,
        );

        // What was not acknowledged may be sent again: all of it is new, or none.
        for (const batch of recorded.unacknowledged()) {
          const { acceptedCount, duplicateCount } = await recordBatch(admin, serialNumber, batch);
          expect([0, batchSize]).toContain(acceptedCount);
          expect(acceptedCount + duplicateCount).toBe(batchSize);
        }
        for (const batch of uploaded.unacknowledged()) await uploadBatch(url, apiKey, batch);
        expect(await countUploads(uploaded.begun())).toEqual(
          Array.from({ length: uploaded.begun() }, () => uploadRows),
        );
      },
      4 * startMs,
    );

    async function expectWhole(admin: GraphClient, recorded: Load, uploaded: Load): Promise<void> {
      const calls = await readBatches(admin, serialNumber, recorded.begun());
      const uploads = await countUploads(uploaded.begun());
      const lost = [
        ...[...recorded.acknowledged].filter((batch) => calls[batch] !== batchSize),
        ...[...uploaded.acknowledged].filter((batch) => uploads[batch] !== uploadRows),
      ];
      const halves = [
        ...calls.filter((count) => count !== 0 && count !== batchSize),
        ...uploads.filter((count) => count !== 0 && count !== uploadRows),
      ];
      expect({ lost, halves }).toEqual({ lost: [], halves: [] });
      for (const refusal of [...recorded.refusals, ...uploaded.refusals]) {
        expect(refusal).toContain('SERVICE_UNAVAILABLE');
      }
    }

    /** How many readings of each upload are stored, by the database's own word. */
    async function countUploads(count: number): Promise<readonly number[]> {
      const client = new pg.Client({ connectionString: postgres.url });
      await client.connect();
      try {
        const { rows } = await client.query<{ upload: number; stored: number }>(
          `select floor(extract(epoch from recorded_at - $1) / $2)::integer as upload, count(*)::integer as stored
         from readings.flow_readings where recorded_at >= $1 and recorded_at < $3 group by 1`,
          [
            new Date(uploadsStartMs),
            (uploadRows * minuteMs) / 1_000,
            new Date(uploadsStartMs + count * uploadRows * minuteMs),
          ],
        );
        const found = new Map(rows.map(({ upload, stored }) => [upload, stored]));
        return Array.from({ length: count }, (_, one) => found.get(one) ?? 0);
      } finally {
        await client.end();
      }
    }
  },
);

/** A body of rows that is stored whole or not at all; throws when it was not acknowledged. */
async function uploadBatch(url: string, apiKey: string, batch: number): Promise<void> {
  const start = uploadsStartMs + batch * uploadRows * minuteMs;
  const body = Array.from({ length: uploadRows }, (_, row) => {
    const at = new Date(start + row * minuteMs).toISOString();
    return `{"serialNumber":"${serialNumber}","quantity":"FLOW","unit":"M3_PER_HOUR","at":"${at}","value":${(batch % 90) + 1}}\n`;
  }).join('');
  const response = await upload(url, apiKey, { body, onError: 'reject' });
  const text = await response.text();
  if (response.status !== 200) throw new Error(text);
}

type Load = ReturnType<typeof createLoad>;

/** Batches that are sent one after the other; what came of each. */
function createLoad(send: (batch: number) => Promise<unknown>) {
  const acknowledged = new Set<number>();
  const refusals: string[] = [];
  let begun = 0;
  const one = async (): Promise<true> => {
    const batch = begun++;
    await send(batch);
    acknowledged.add(batch);
    return true;
  };
  return {
    acknowledged,
    refusals,
    begun: () => begun,
    unacknowledged: () =>
      Array.from({ length: begun }, (_, batch) => batch).filter(
        (batch) => !acknowledged.has(batch),
      ),
    one,
    /** Until one is refused. */
    run: async (): Promise<void> => {
      for (;;) {
        try {
          await one();
        } catch (error) {
          refusals.push(String(error));
          return;
        }
      }
    },
  };
}
