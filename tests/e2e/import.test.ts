import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from './support/free-port.ts';
import { signIn, type GraphClient } from './support/graph-client.ts';
import { note } from './support/note.ts';
import { makeTempFolder, removeTempFolders } from './support/temp-folder.ts';
import { makeMeter } from './support/upload.ts';
import { waitFor, waitUntilHealthy } from './support/wait-for.ts';
import { endAll, endOf, startWaris } from './support/waris-process.ts';

const startMs = 120_000;
const serialNumber = 'IMPORT-1';
const account = { email: 'admin@waris.local', password: 'a password of this test' };
const rowCount = 300_000;
const startAt = Date.UTC(2020, 0, 1);

let variables: Readonly<Record<string, string>>;
let admin: GraphClient;
let file: string;

beforeAll(async () => {
  const port = await freePort();
  const folder = await makeTempFolder();
  variables = {
    WARIS_DATA_DIR: join(folder, '.waris'),
    PORT: String(port),
    WARIS_DEMO: '0',
    WARIS_ADMIN_PASSWORD: account.password,
  };
  const waris = startWaris(['up'], variables);
  await waitUntilHealthy(waris, `http://127.0.0.1:${port}`, startMs);
  admin = await signIn(`http://127.0.0.1:${port}`, account);
  await makeMeter(admin, serialNumber);
  file = join(folder, 'flows.csv');
  await writeFile(file, fileText());
}, 2 * startMs);

afterAll(async () => {
  await endAll();
  await removeTempFolders();
});

function fileText(): string {
  const rows = Array.from({ length: rowCount }, (_, row) => {
    const at = new Date(startAt + row * 60_000).toISOString();
    return `${serialNumber},${at},${row % 90}\n`;
  });
  return `meter,time,value\n${rows.join('')}`;
}

const importFile = (...more: readonly string[]) =>
  startWaris(['import', 'readings', file, '--unit', 'm3/h', ...more], variables);

async function hasReadings(): Promise<true | null> {
  const { meter } = await admin.get<{ meter: { latestReading: object | null } }>(
    `query ($serial: String!) {
      meter(serialNumber: $serial) { latestReading(quantity: FLOW) { recordedAt } }
    }`,
    { serial: serialNumber },
  );
  return meter.latestReading === null ? null : true;
}

describe('waris import readings', () => {
  it(
    'says that all or nothing begins anew after a kill -9, and why',
    async () => {
      const killed = importFile('--on-error', 'reject');
      await waitFor('import', startMs, () =>
        killed.stdout().includes('❯ Importing') ? true : null,
      );
      await sleep(3_000);
      expect(killed.hasEnded()).toBe(false);
      await killed.end('SIGKILL');
      expect(await hasReadings()).toBeNull();
      const again = importFile('--on-error', 'reject');
      await waitFor('word', startMs, () => (again.stdout().includes('begins anew') ? true : null));
      await again.end('SIGKILL');
      expect(await hasReadings()).toBeNull();
    },
    startMs,
  );

  it(
    'goes on where a kill -9 ended it: each row once, and not all read again',
    async () => {
      const killed = importFile('--on-error', 'skip');
      await waitFor('readings', startMs, hasReadings);
      await sleep(500);
      await killed.end('SIGKILL');

      const again = importFile('--on-error', 'skip');
      expect(await endOf(again, startMs)).toMatchObject({ code: 0 });
      const [, line] = /after line (\d+)/.exec(again.stdout()) ?? [];
      note(`went on after line ${line} of ${rowCount}`);
      expect(Number(line)).toBeGreaterThan(0);
      expect(Number(line)).toBeLessThan(rowCount);
      expect(again.stdout()).toContain(`${rowCount} readings: ${rowCount} new, 0 there already`);

      const third = importFile('--on-error', 'skip');
      expect(await endOf(third, startMs)).toMatchObject({ code: 0 });
      expect(third.stdout()).not.toContain('interrupted');
      expect(third.stdout()).toContain(`0 new, ${rowCount} there already, 0 rejected`);
    },
    3 * startMs,
  );
});
