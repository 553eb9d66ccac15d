import { commandRequest, loadNetwork, loadReadings } from '@waris/cli';
import { generateDemo, type DemoUtility } from '@waris/demo-utility';
import { parseInp, type InpNetwork } from '@waris/epanet-network';
import { distancesAlongPipes } from '@waris/epanet-network/hydraulics';
import { openNetwork } from '@waris/network';
import { openMemoryKeyValueStore, silentLogger } from '@waris/service-kit';
import { openTelemetry, parseTelemetryConfig } from '@waris/telemetry';
import { openDetectionWorld, type DetectionWorld } from './detection-world.ts';
import { burstsWithPlaces, type Burst } from './place-world.ts';

const surveyed = '5531099-02';

let world: DetectionWorld;
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
  await load();
  await world.judge();
}, 240_000);
afterAll(() => world.close());

async function load(): Promise<void> {
  const shared = { keyValueStore: openMemoryKeyValueStore(), log: silentLogger };
  const register = await openNetwork({ databaseUrl: world.postgresUrl }, shared);
  await loadNetwork(register.createContext(commandRequest(silentLogger)), utility, () => undefined);
  await register.stop();
  const telemetry = await openTelemetry(
    parseTelemetryConfig({ DATABASE_URL: world.postgresUrl, WARIS_ROLL_UP_MS: '0' }),
    shared,
  );
  await loadReadings(
    telemetry.createContext(commandRequest(silentLogger)),
    utility,
    () => undefined,
  );
  await telemetry.stop();
  await shared.keyValueStore.stop();
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
});
