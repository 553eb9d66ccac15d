import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { openBroker } from '../integration/telemetry/mqtt-broker.ts';
import { freePort } from './support/free-port.ts';
import { signIn } from './support/graph-client.ts';
import { note } from './support/note.ts';
import { makeTempFolder, removeTempFolders } from './support/temp-folder.ts';
import { makeMeter } from './support/upload.ts';
import { waitFor, waitUntilHealthy } from './support/wait-for.ts';
import { endAll, startWaris, type WarisProcess } from './support/waris-process.ts';

const startMs = 120_000;
const account = { email: 'admin@waris.local', password: 'a password of this test' };
const serialNumber = 'MQTT-1';
const firstAt = Date.UTC(2025, 0, 1);
const messageCount = 6_000;

type Readings = { at: readonly string[]; values: readonly number[] };

describe('messages from a broker', () => {
  let broker: Awaited<ReturnType<typeof openBroker>>;
  let url: string;
  let start: () => Promise<WarisProcess>;

  beforeAll(async () => {
    broker = await openBroker();
    const port = await freePort();
    url = `http://127.0.0.1:${port}`;
    const variables = {
      WARIS_DATA_DIR: join(await makeTempFolder(), '.waris'),
      PORT: String(port),
      WARIS_DEMO: '0',
      WARIS_ADMIN_PASSWORD: account.password,
      MQTT_URL: broker.url,
    };
    start = async () => {
      const waris = startWaris(['up'], variables);
      await waitUntilHealthy(waris, url, startMs);
      return waris;
    };
  });
  afterAll(async () => {
    await endAll();
    await broker.close();
    await removeTempFolders();
  });

  const unacknowledged = () => broker.unacknowledged('waris-telemetry');

  it(
    'are each there once, however often WARIS is killed while they come',
    async () => {
      let waris = await start();
      await makeMeter(await signIn(url, account), serialNumber);
      let published = 0;
      const publishing = (async () => {
        for (; published < messageCount; published += 1) {
          const at = new Date(firstAt + published * 60_000).toISOString();
          const payload = JSON.stringify({ at, value: published % 97, unit: 'm3/h' });
          await broker.publish(`meters/${serialNumber}/flow`, payload);
          if (published % 20 === 0) await sleep(20);
        }
      })();
      for (const delayMs of [400, 900]) {
        await sleep(delayMs);
        await waris.end('SIGKILL');
        note(`killed after ${published} messages, ${await unacknowledged()} not acknowledged`);
        waris = await start();
      }
      await publishing;
      await waitFor('acknowledgement of all', startMs, async () =>
        (await unacknowledged()) === 0 ? true : null,
      );
      const { meter } = await (
        await signIn(url, account)
      ).get<{ meter: { readings: Readings } }>(
        `query ($serial: String!, $period: PeriodInput!) {
          meter(serialNumber: $serial) { readings(period: $period) { at values } }
        }`,
        {
          serial: serialNumber,
          period: {
            from: new Date(firstAt).toISOString(),
            to: new Date(firstAt + messageCount * 60_000).toISOString(),
          },
        },
      );
      const numbers = meter.readings.at.map((at) => (Date.parse(at) - firstAt) / 60_000);
      expect(numbers).toEqual(Array.from({ length: messageCount }, (_, number) => number));
      expect(meter.readings.values).toEqual(numbers.map((number) => number % 97));
      expect((await waris.end('SIGTERM')).code).toBe(0);
    },
    4 * startMs,
  );
});
