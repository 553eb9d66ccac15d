import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from './support/free-port.ts';
import { signIn } from './support/graph-client.ts';
import { note } from './support/note.ts';
import { makeTempFolder, removeTempFolders } from './support/temp-folder.ts';
import {
  makeApiKey,
  makeMeter,
  readingLines,
  upload,
  type UploadAnswer,
} from './support/upload.ts';
import { waitUntilHealthy } from './support/wait-for.ts';
import { endAll, startWaris, type WarisProcess } from './support/waris-process.ts';

const startMs = 120_000;
const serialNumber = 'INGEST-1';
const account = { email: 'admin@waris.local', password: 'a password of this test' };
// What is stored in one transaction.
const batchRows = 20_000;

let url: string;
let variables: Readonly<Record<string, string>>;
let waris: WarisProcess;
let apiKey: string;

const start = async () => {
  waris = startWaris(['up'], variables);
  await waitUntilHealthy(waris, url, startMs);
};

beforeAll(async () => {
  const port = await freePort();
  url = `http://127.0.0.1:${port}`;
  variables = {
    WARIS_DATA_DIR: join(await makeTempFolder(), '.waris'),
    PORT: String(port),
    WARIS_DEMO: '0',
    WARIS_ADMIN_PASSWORD: account.password,
  };
  await start();
  const admin = await signIn(url, account);
  await makeMeter(admin, serialNumber);
  apiKey = await makeApiKey(admin);
}, 2 * startMs);

afterAll(async () => {
  await endAll();
  await removeTempFolders();
});

async function send(options: Parameters<typeof upload>[2]): Promise<UploadAnswer> {
  const response = await upload(url, apiKey, options);
  const answer = (await response.json()) as UploadAnswer;
  expect({ status: response.status, answer }).toMatchObject({ status: 200 });
  return answer;
}

describe('POST /ingest/readings of a running WARIS', () => {
  it('knows an API key and refuses one that is none', async () => {
    const body = readingLines(serialNumber, 2001, 10);
    expect(await send({ body, onError: 'reject' })).toMatchObject({ acceptedCount: 10 });
    const refused = await upload(url, `${apiKey}x`, { body, onError: 'reject' });
    expect(refused.status).toBe(401);
    expect(await refused.json()).toMatchObject({
      errors: [{ extensions: { code: 'UNAUTHENTICATED' } }],
    });
  });

  it('keeps whole batches of an upload that a kill -9 ended, and once what is sent again', async () => {
    const body = readingLines(serialNumber, 2002, 150_000);
    const options = { body, onError: 'skip' as const, key: 'killed-1' };
    const lost = upload(url, apiKey, { ...options, hold: true }).catch(() => 'lost');
    await sleep(5_000);
    await waris.end('SIGKILL');
    expect(await lost).toBe('lost');
    await start();
    const again = await send(options);
    note(`${again.duplicateCount} of 150,000 readings were stored before the kill`);
    expect(again.acceptedCount + again.duplicateCount).toBe(150_000);
    expect(again.duplicateCount).toBeGreaterThan(0);
    expect(again.duplicateCount % batchRows).toBe(0);
    expect(await send(options)).toEqual(again);
    expect(await send({ body, onError: 'skip' })).toMatchObject({
      acceptedCount: 0,
      duplicateCount: 150_000,
    });
  }, 180_000);

  // Whichever moment the kill meets: while it is sent, stored, or just answered.
  it.each([
    [300, 2010],
    [1_000, 2020],
    [2_000, 2030],
  ])(
    'keeps all or nothing of one to be stored whole, killed after %i ms',
    async (ms, year) => {
      const body = readingLines(serialNumber, year - 15, 200_000);
      const options = { body, onError: 'reject' as const, key: `killed-whole-${ms}` };
      const answer = upload(url, apiKey, options).catch(() => 'lost');
      await sleep(ms);
      await waris.end('SIGKILL');
      const answered = (await answer) !== 'lost';
      await start();
      const { duplicateCount } = await send({ body, onError: 'skip' });
      note(`killed after ${ms} ms: ${answered ? 'answered' : 'lost'}, ${duplicateCount} stored`);
      expect(answered ? [200_000] : [0, 200_000]).toContain(duplicateCount);
    },
    180_000,
  );

  it('answers an acknowledged one from what was kept, also after a kill', async () => {
    const body = readingLines(serialNumber, 2019, 50_000);
    const options = { body, onError: 'reject' as const, key: 'acknowledged' };
    const once = await send(options);
    expect(once).toMatchObject({ stored: true, acceptedCount: 50_000, duplicateCount: 0 });
    await waris.end('SIGKILL');
    await start();
    expect(await send(options)).toEqual(once);
  }, 180_000);
});
