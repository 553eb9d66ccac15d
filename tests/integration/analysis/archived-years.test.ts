import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openMemoryKeyValueStore, silentLogger, type KeyValueStore } from '@waris/service-kit';
import { openTelemetry, type TelemetrySubgraph } from '@waris/telemetry';
import type { TestTenant } from '@waris/testkit';
import {
  addMeters,
  addRegisters,
  addSeries,
  entityOf,
  entityQuery,
  openWorld,
  periodArgument,
  type World,
} from './world.ts';

/** More than two years after the period. */
const today = new Date('2026-06-20T12:00:00Z');
const period = { from: '2024-01-09T17:00:00Z', to: '2024-01-19T17:00:00Z' };
const quarterHours = 960;

const fields = `
  waterBalance(${periodArgument}) {
    systemInputVolumeM3 billedMeteredM3 waterLossesM3 realLossesM3 nonRevenueWaterRatio
    systemInput { completenessRatio }
    billedMetered { meterCount metersWithoutReadings coverageRatio }
    nightFlowLeakage { leakageM3 nightCount }
    missingDmaCodes warnings { code }
  }
  minimumNightFlow(${periodArgument}) { days minimumNightFlowM3PerHour leakageM3PerDay }`;

describe('a year whose readings lie in the archive', () => {
  let world: World;
  let telemetry: TelemetrySubgraph;
  let keyValueStore: KeyValueStore;
  let archiveFolder: string;
  beforeAll(async () => {
    world = await openWorld('own database');
    archiveFolder = await mkdtemp(join(tmpdir(), 'waris-years-'));
    keyValueStore = openMemoryKeyValueStore();
    telemetry = await openTelemetry(
      { postgresUrl: world.postgresUrl, archiveFolder },
      { keyValueStore, log: silentLogger },
    );
  }, 60_000);
  afterAll(async () => {
    await telemetry.stop();
    await keyValueStore.stop();
    await world.close();
    await rm(archiveFolder, { recursive: true, force: true });
  });

  const askAll = async (tenant: TestTenant) => {
    const id = tenant.dmas[0]?.id;
    const answer = await world.ask(entityQuery('Dma', fields), { id, ...period }, {}, today);
    expect(answer.errors).toEqual([]);
    return entityOf(answer);
  };

  it('has the water balance and the night flows that it had before', async () => {
    const tenant = await world.tenant();
    const dmaId = tenant.dmas[0]?.id ?? '';
    await readBoundary(tenant, dmaId);
    await readCustomers(tenant, dmaId);
    await telemetry.rollUp();
    const before = await askAll(tenant);
    expect(before).toMatchObject({
      waterBalance: {
        systemInput: { completenessRatio: 1 },
        billedMetered: { meterCount: 3, metersWithoutReadings: 0, coverageRatio: 1 },
      },
    });

    await telemetry.retention.run({ now: today });
    const { rows } = await world.client.query(
      `select quantity, sum(bit_count(days::bit(32)))::integer as days
       from readings.archived_days group by 1 order by 1`,
    );
    // Of each meter all days but its newest.
    expect(rows).toEqual([
      { quantity: 1, days: 20 },
      { quantity: 2, days: 10 },
      { quantity: 3, days: 20 + 20 + 2 },
    ]);
    expect(await askAll(tenant)).toEqual(before);
  }, 60_000);

  async function readBoundary(tenant: TestTenant, dmaId: string) {
    const [inlet = '', outlet = '', pressure = ''] = await addMeters(world, tenant, [
      { kind: 'bulk', dmaId },
      { kind: 'zone', dmaId: null, sourceDmaId: dmaId },
      { kind: 'pressure', dmaId },
    ]);
    const options = { from: period.from, minutes: 15 };
    const wave = Array.from({ length: quarterHours }, (_, index) => 20 + Math.sin(index / 15));
    await addSeries(world, 'flow_readings', inlet, options, wave);
    await addSeries(world, 'flow_readings', outlet, options, Array(quarterHours).fill(5));
    await addSeries(world, 'pressure_readings', pressure, options, wave);
  }

  /** One that is read each quarter of a day, one that is exchanged meanwhile, one read by hand. */
  async function readCustomers(tenant: TestTenant, dmaId: string) {
    const [often = '', exchanged = '', seldom = ''] = await addMeters(
      world,
      tenant,
      Array.from({ length: 3 }, () => ({ kind: 'customer', dmaId })),
    );
    const instant = (quarterDays: number) =>
      new Date(Date.parse('2024-01-04T03:00:00Z') + quarterDays * 21_600_000).toISOString();
    const readings = Array.from({ length: 84 }, (_, index) => [
      { meterId: often, at: instant(index), registerM3: 100 + index * 7 },
      index < 40
        ? { meterId: exchanged, at: instant(index), registerM3: 500 + index * 3, consumptionM3: 3 }
        : {
            meterId: exchanged,
            at: instant(index),
            registerM3: (index - 39) * 3,
            consumptionM3: 3,
          },
    ]).flat();
    const byHand = ['2023-12-20T04:30:00Z', '2024-01-14T09:10:00Z', '2024-02-11T02:20:00Z'];
    await addRegisters(world, [
      ...readings,
      ...byHand.map((at, index) => ({ meterId: seldom, at, registerM3: 40 * index })),
    ]);
    await world.client.query(
      `select readings.touch_days('REGISTER', meter_id, min(recorded_at), max(recorded_at))
       from readings.meter_readings group by meter_id`,
    );
  }
});
