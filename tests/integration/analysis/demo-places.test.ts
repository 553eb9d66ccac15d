import {
  commandRequest,
  createSystemGateway,
  loadNetwork,
  loadReadings,
  openSystem,
  type System,
} from '@waris/cli';
import { generateDemo, type DemoUtility } from '@waris/demo-utility';
import { parseInp, type InpNetwork } from '@waris/epanet-network';
import { distancesAlongPipes } from '@waris/epanet-network/hydraulics';
import type { Gateway } from '@waris/gateway';
import { openMemoryKeyValueStore, serviceClaims, silentLogger } from '@waris/service-kit';
import { openDetectionWorld, type DetectionWorld } from './detection-world.ts';
import { burstsWithPlaces, type Burst } from './place-world.ts';

const surveyed = '5531099-02';

let world: DetectionWorld;
let system: System;
let gateway: Gateway;
let utility: DemoUtility;
let network: InpNetwork;

beforeAll(async () => {
  world = await openDetectionWorld();
  const demo = await generateDemo({ seed: 1, endAt: new Date('2025-12-31T17:00:00Z') });
  // Customers have no part in where a leak is.
  utility = { ...demo, customerMeters: [], registerReadings: [] };
  const parsed = parseInp(utility.network.inpText, utility.network.fileName);
  if (!parsed.ok) throw new Error('The demo has a network.');
  network = parsed.value;
  system = await openWholeSystem(world.postgresUrl);
  gateway = await createSystemGateway(system, silentLogger);
  const request = commandRequest(silentLogger);
  await loadNetwork(system.network.createContext(request), utility, () => undefined);
  await loadReadings(system.telemetry.createContext(request), utility, () => undefined);
  await world.judge();
}, 240_000);
afterAll(async () => {
  await gateway.stop();
  await system.stop();
  await world.close();
});

async function openWholeSystem(postgresUrl: string): Promise<System> {
  const secret = 'x'.repeat(43);
  const environment = {
    ...process.env,
    DATABASE_URL: postgresUrl,
    WARIS_TOKEN_SECRET: secret,
    WARIS_VIEWER_SECRET: secret,
    WARIS_AUDIT_RELAY_MS: '0',
    WARIS_ROLL_UP_MS: '0',
    WARIS_ANALYSIS_INTERVAL_SECONDS: '0',
  };
  const keyValueStore = openMemoryKeyValueStore();
  return openSystem(
    { kind: 'servers', environment, postgresUrl, keyValueStore, stop: () => keyValueStore.stop() },
    silentLogger,
  );
}

async function burstsOf(dmaCode: string): Promise<readonly Burst[]> {
  const { rows } = await world.client.query<{ id: string }>(
    'select id from dma.dmas where code = $1',
    [dmaCode],
  );
  return (await burstsWithPlaces(world, { id: rows[0]?.id ?? '' })) ?? [];
}

describe('the demo utility', () => {
  it('has its last burst placed in the district that is surveyed', async () => {
    const leak = utility.truth.leaks
      .filter(({ dmaCode, kind }) => dmaCode === surveyed && kind === 'burst')
      .at(-1);
    const burst = (await burstsOf(surveyed)).find(
      ({ startAt }) =>
        Math.abs(Date.parse(startAt) - (leak?.startAt.getTime() ?? 0)) < 2 * 86_400_000,
    );
    const distanceTo = distancesAlongPipes(network, leak?.pipe ?? '');
    const [likeliest] = burst?.location?.candidates ?? [];
    expect(distanceTo?.(likeliest?.code ?? '')).toBeLessThan(400);
    const { area, candidates, sensorCount, isModelDoubtful } = burst?.location ?? {};
    const inArea = candidates?.slice(0, area?.pipeCount).map(({ code }) => code);
    expect(inArea).toContain(leak?.pipe);
    const mainsM = utility.pipes
      .filter(({ dmaCode }) => dmaCode === surveyed)
      .reduce((sum, { lengthM }) => sum + lengthM, 0);
    expect((area?.lengthM ?? mainsM) / mainsM).toBeLessThan(0.6);
    expect(sensorCount).toBe(8);
    expect(isModelDoubtful).toBe(false);
  });

  it('says of every burst where it is or why not', async () => {
    const bursts: Burst[] = [];
    for (const { code } of utility.dmas) bursts.push(...(await burstsOf(code)));
    expect(bursts.length).toBeGreaterThan(utility.dmas.length);
    for (const burst of bursts) {
      expect(burst.location === null && burst.locationProblem === null).toBe(false);
      expect(burst.locationProblem?.reason).not.toBe('NOT_YET');
    }
  });

  it('gives the likely pipes with their courses, through the gateway', async () => {
    const { data, errors } = await gateway.execute({
      query: `query { dma(code: "${surveyed}") {
        burstEvents(period: { from: "2025-12-15T00:00:00Z", to: "2026-01-01T00:00:00Z" }, first: 1) {
          nodes { location { area { path } sensors { serialNumber }
            candidates(first: 3) { code probabilityRatio pipe { code lengthM path } } } } } } }`,
      variables: {},
      viewer: { ...serviceClaims('test'), kind: 'user' },
    });
    expect(errors).toBeUndefined();
    const serialNumbers = utility.pressureSensors
      .filter(({ feedsDma }) => feedsDma === surveyed)
      .map(({ serialNumber }) => ({ serialNumber }));
    expect(data).toMatchObject({
      dma: {
        burstEvents: {
          nodes: [
            {
              location: {
                area: { path: { type: 'MultiLineString' } },
                sensors: expect.arrayContaining(serialNumbers),
                candidates: [1, 2, 3].map(() => ({
                  pipe: { lengthM: expect.any(Number), path: { type: 'LineString' } },
                })),
              },
            },
          ],
        },
      },
    });
  });
});
