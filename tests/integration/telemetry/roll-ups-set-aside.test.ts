import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { createLogger } from '@waris/service-kit';
import { daysAgo, now, openTierWorld, type TierWorld } from './tiers-world.ts';
import { pick } from './world.ts';

const values = Array.from({ length: 96 }, () => 10);
const record = `mutation ($input: RecordReadingsInput!) { recordReadings(input: $input) { acceptedCount } }`;
const series = `query ($id: ID!, $period: PeriodInput!) {
  _entities(representations: [{ __typename: "Dma", id: $id }]) { ... on Dma {
    flowSeries(period: $period, resolution: HOUR) { values } } } }`;
const quality = `query ($id: ID!, $period: PeriodInput!) {
  _entities(representations: [{ __typename: "Dma", id: $id }]) { ... on Dma {
    dataQuality(period: $period) { heldUpDays { startsAt quantity failedAt retryAt } } } } }`;
const worker = fileURLToPath(new URL('roll-up-worker.ts', import.meta.url));

describe('a day that cannot be rolled up', () => {
  let world: TierWorld;
  let said: string[];
  let sent = 0;
  /** Two inlets of the first DMA, one of the second: each of its own file of the archive. */
  let meters: { id: string; serialNumber: string }[];
  beforeEach(async () => {
    said = [];
    const log = createLogger('test', 'info', { write: (line) => said.push(line) });
    world = await openTierWorld({ log });
    meters = [];
    for (const [name, dmaId] of [
      ['A', dma(0)],
      ['B', dma(0)],
      ['C', dma(1)],
    ] as const) {
      const meter = await world.addMeter({ serialNumber: name, dmaId });
      meters.push(meter);
      for (let age = 45; age >= 32; age -= 1)
        await world.put(meter.id, dmaId, daysAgo(age), values);
    }
    await world.telemetry.rollUp();
    for (const { id } of meters) await archiveAlone(id);
  }, 120_000);
  afterEach(() => world.close());

  const dma = (index: number): string => world.tenant.dmas[index]?.id ?? '';
  /** Days with marks stay where they are. */
  const archiveAlone = async (id: string) => {
    await world.sql(
      `insert into readings.touched_days (quantity, meter_id, day)
       select quantity, meter_id, day from readings.meter_rollups where meter_id <> $1`,
      [id],
    );
    await world.run();
    await world.sql('delete from readings.touched_days');
  };
  const late = async (meter: number, age: number) => {
    sent += 1;
    const at = [new Date(daysAgo(age) + sent * 10_000).toISOString()];
    const one = { serialNumber: meters[meter]?.serialNumber, quantity: 'FLOW', at, values: [70] };
    const input = { readings: [{ ...one, unit: 'M3_PER_HOUR' }] };
    const answer = await world.execute(record, { input });
    expect(answer).toMatchObject({
      data: { recordReadings: { acceptedCount: 1 } },
    });
  };
  const firstHour = async (index: number, age: number) => {
    const [from, to] = [daysAgo(age), daysAgo(age) + 3_600_000];
    const period = { from: new Date(from).toISOString(), to: new Date(to).toISOString() };
    const { data } = await world.execute(series, { id: dma(index), period });
    return pick(data, '_entities', 0, 'flowSeries', 'values', 0);
  };
  const heldUp = async (index: number) => {
    const period = { from: new Date(daysAgo(45)).toISOString(), to: new Date(now).toISOString() };
    const { data } = await world.execute(quality, { id: dma(index), period });
    return pick(data, '_entities', 0, 'dataQuality', 'heldUpDays');
  };
  const marks = () =>
    world.sql(
      `select dma_id as dma, meter_id as meter, day::text, failure_count as failures,
         retry_at > now() as waits, failure
       from readings.touched_days order by day`,
    );
  /** Hides the file that a meter's days lie in, and returns how to put it back. */
  const hideFileOf = async (meter: number) => {
    const [row] = await world.sql(
      `select f.name from readings.archive_files f join readings.archived_days a on a.file_id = f.id
       where a.meter_id = $1 limit 1`,
      [meters[meter]?.id],
    );
    const path = join(world.archiveFolder, (row as { name: string }).name);
    await rename(path, `${path}.away`);
    return () => rename(`${path}.away`, path);
  };
  const dayOf = (age: number) => new Date(daysAgo(age)).toISOString().slice(0, 10);

  it('is set aside with its reason while all others go on, and heals when it is written to', async () => {
    const before = await firstHour(0, 40);
    const putBack = await hideFileOf(1);
    await late(0, 40);
    await late(2, 40);
    await late(2, 36);
    await world.telemetry.rollUp();

    expect(await marks()).toEqual([
      {
        dma: dma(0),
        meter: null,
        day: dayOf(40),
        failures: 1,
        waits: true,
        failure: expect.stringContaining('ENOENT'),
      },
    ]);
    expect(await firstHour(1, 40)).toBeCloseTo(22);
    expect(await firstHour(1, 36)).toBeCloseTo(22);
    // Neither what was kept before nor the one meter that can be read.
    expect(before).toBeCloseTo(20);
    expect(await firstHour(0, 40)).toBeNull();
    expect(said.filter((line) => line.includes('set aside'))).toHaveLength(1);

    await late(0, 40);
    await world.telemetry.rollUp();
    expect(await marks()).toMatchObject([{ dma: dma(0), failures: 2, waits: true }]);
    expect(said.filter((line) => line.includes('set aside'))).toHaveLength(1);

    const instant = expect.stringMatching(/^20\d\d-.*Z$/);
    expect(await heldUp(0)).toEqual([
      {
        startsAt: new Date(daysAgo(40)).toISOString(),
        quantity: 'FLOW',
        failedAt: instant,
        retryAt: instant,
      },
    ]);
    expect(await heldUp(1)).toEqual([]);
    expect(await world.telemetry.inspect()).toMatchObject({
      setAside: {
        count: 1,
        quantity: 'FLOW',
        day: dayOf(40),
        reason: expect.stringContaining('ENOENT'),
      },
      archive: { missingCount: 1, problem: null },
    });

    await putBack();
    await late(0, 40);
    await world.telemetry.rollUp();
    expect(await marks()).toEqual([]);
    expect(await world.telemetry.inspect()).toMatchObject({
      tiers: [
        { tier: 'ROWS', oldest: [{ quantity: 'FLOW' }] },
        { tier: 'PACKED', oldest: [] },
        { tier: 'ARCHIVE', oldest: [{ quantity: 'FLOW', day: '2026-05-01' }] },
      ],
      setAside: null,
      archive: { missing: [], missingCount: 0, problem: null },
    });
    expect(await firstHour(0, 40)).toBeCloseTo(10 + (4 * 10 + 3 * 70) / 7);
  }, 120_000);

  it('is tried again when its time has come', async () => {
    const putBack = await hideFileOf(1);
    await late(0, 40);
    await world.telemetry.rollUp();
    await putBack();
    await world.telemetry.rollUp();
    expect(await marks()).toHaveLength(1);
    await world.sql('update readings.touched_days set retry_at = now()');
    await world.telemetry.rollUp();
    expect(await marks()).toEqual([]);
    expect(await firstHour(0, 40)).toBeCloseTo(10 + (4 * 10 + 70) / 5);
  }, 120_000);

  it('hides no other day from the other subgraphs', async () => {
    await hideFileOf(1);
    for (const age of [44, 40]) await late(0, age);
    await world.telemetry.rollUp();
    expect(await marks()).toHaveLength(2);
    const rows = await world.sql(
      `select bucket_at, net_inflow_m3_per_hour as value
       from readings.published_dma_net_inflow(array[$1::uuid], $2, $3, '1 hour')`,
      [dma(0), new Date(daysAgo(45)), new Date(daysAgo(38))],
    );
    const known = new Map(rows.map(({ bucket_at: at, value }) => [at.getTime(), value]));
    for (const age of [45, 43, 42, 41, 39]) expect(known.get(daysAgo(age))).toBeCloseTo(20);
    for (const age of [44, 40]) expect(known.get(daysAgo(age)) ?? null).toBeNull();
  }, 120_000);

  it('is found all the same by a process that is killed again and again', async () => {
    await hideFileOf(1);
    for (let age = 44; age >= 33; age -= 1) {
      await late(0, age);
      await late(2, age);
    }
    let kills = 0;
    for (let ms = 20; await killedAfter(ms); ms *= 1.7) kills += 1;
    expect(kills).toBeGreaterThan(1);
    const left = await marks();
    expect(left.map(({ dma: of, day }) => [of, day])).toEqual(
      Array.from({ length: 12 }, (_, index) => [dma(0), dayOf(44 - index)]),
    );
    for (const age of [44, 39, 33]) expect(await firstHour(1, age)).toBeGreaterThan(20);
  }, 120_000);

  /** Runs the worker for so long after it began; true when it was killed before its end. */
  const killedAfter = async (ms: number): Promise<boolean> => {
    const child = spawn(process.execPath, [worker], {
      env: {
        ...process.env,
        DATABASE_URL: world.postgresUrl,
        WARIS_ARCHIVE_DIR: world.archiveFolder,
      },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const exit = once(child, 'exit');
    await Promise.race([once(child.stdout, 'data'), exit]);
    await Promise.race([wait(ms, undefined, { ref: false }), exit]);
    child.kill('SIGKILL');
    const [code] = (await exit) as [number | null];
    return code === null;
  };
});
