import fc from 'fast-check';
import { openWorld, pick, type World } from './world.ts';

const hour = 3_600_000;
const start = Date.UTC(2026, 0, 15);

type Samples = readonly (number | null)[];

describe('readings.published_dma_net_inflow', () => {
  let world: World;
  beforeAll(async () => {
    world = await openWorld({ dmas: 7 });
  });
  afterAll(() => world.close());

  const dma = (index: number): string => world.tenant.dmas[index]?.id ?? '';

  /** One sample each hour from the start, as SQL so that nothing of the subgraph takes part. */
  const put = async (table: 'flow' | 'pressure', meterId: string, samples: Samples) => {
    const name = table === 'flow' ? 'flow_readings' : 'pressure_readings';
    const column = table === 'flow' ? 'flow_m3_per_hour' : 'pressure_m';
    const present = samples.flatMap((value, i) => (value === null ? [] : [{ value, i }]));
    const at = present.map(({ i }) => new Date(start + i * hour));
    await world.sql(`select readings.ensure_partitions($1, $2, $3)`, [
      name,
      new Date(start),
      new Date(start + samples.length * hour),
    ]);
    await world.sql(
      `insert into readings.${name} (meter_id, recorded_at, ${column}, source)
       select $1, at, value, 'test' from unnest($2::timestamptz[], $3::float8[]) as r (at, value)`,
      [meterId, at, present.map(({ value }) => value)],
    );
    await world.sql('select readings.touch_days($1, $2, $3, $4)', [
      table.toUpperCase(),
      meterId,
      new Date(start),
      new Date(start + samples.length * hour),
    ]);
  };
  const inflow = async (dmaIds: readonly string[], hours: number, stepHours = 1) => {
    const rows: { dma_id: string; bucket_at: Date; value: number | null }[] = await world.sql(
      `select dma_id, bucket_at, net_inflow_m3_per_hour as value
       from readings.published_dma_net_inflow($1, $2, $3, make_interval(hours => $4))`,
      [dmaIds, new Date(start), new Date(start + hours * hour), stepHours],
    );
    return dmaIds.map((id) =>
      rows
        .filter((row) => row.dma_id === id)
        .map((row) => [(row.bucket_at.getTime() - start) / hour, row.value]),
    );
  };

  it('adds several inlets and subtracts outlets', async () => {
    const one = await world.addMeter({ serialNumber: 'a1', dmaId: dma(0) });
    const two = await world.addMeter({ serialNumber: 'a2', kind: 'bulk', dmaId: dma(0) });
    const out = await world.addMeter({ serialNumber: 'a3', dmaId: null, sourceDmaId: dma(0) });
    // Neither of these stands at the border.
    const check = await world.addMeter({ serialNumber: 'a4', kind: 'check', dmaId: dma(0) });
    await put('flow', one.id, [10, 11]);
    await put('flow', two.id, [5, -1]);
    await put('flow', out.id, [3, 4]);
    await put('flow', check.id, [99, 99]);
    expect(await inflow([dma(0)], 2)).toEqual([
      [
        [0, 12],
        [1, 6],
      ],
    ]);
  });

  it('counts a meter between two areas in one and out of the other', async () => {
    const into = await world.addMeter({ serialNumber: 'b1', dmaId: dma(1) });
    const between = await world.addMeter({
      serialNumber: 'b2',
      dmaId: dma(2),
      sourceDmaId: dma(1),
    });
    await put('flow', into.id, [20, 20]);
    await put('flow', between.id, [7, -2]);
    expect(await inflow([dma(1), dma(2)], 2)).toEqual([
      [
        [0, 13],
        [1, 22],
      ],
      [
        [0, 7],
        [1, -2],
      ],
    ]);
  });

  it('takes off what a tank stores, and gives back what it yields', async () => {
    const into = await world.addMeter({ serialNumber: 'c1', dmaId: dma(3) });
    const level = await world.addMeter({ serialNumber: 'c2', kind: 'level', dmaId: dma(3) });
    await world.addTank(dma(3), 200, level.id);
    await put('flow', into.id, [50, 50, 50, 50]);
    await put('pressure', level.id, [3, 3.5, 2.5, null, 3]);
    expect(await inflow([dma(3)], 4)).toEqual([
      // 200 m² · 0.5 m in an hour; then −1 m; then the level after, or before, is missing.
      [
        [0, -50],
        [1, 250],
        [2, null],
        [3, null],
      ],
    ]);
    const [[wide] = []] = await inflow([dma(3)], 2, 2);
    expect(wide).toEqual([0, 50 - (200 * -0.5) / 2]);
  });

  it('is null where a meter is silent, never the sum of the others', async () => {
    const one = await world.addMeter({ serialNumber: 'd1', dmaId: dma(4) });
    const two = await world.addMeter({ serialNumber: 'd2', dmaId: dma(4) });
    await put('flow', one.id, [10, 10, 10, null]);
    await put('flow', two.id, [5, null, 6, null]);
    expect(await inflow([dma(4)], 4)).toEqual([
      [
        [0, 15],
        [1, null],
        [2, 16],
      ],
    ]);
  });

  it('is null in an area with a tank whose level nobody measures', async () => {
    const into = await world.addMeter({ serialNumber: 'e1', dmaId: dma(5) });
    await world.addTank(dma(5), 10, null);
    await put('flow', into.id, [1]);
    expect(await inflow([dma(5)], 1)).toEqual([[[0, null]]]);
  });

  it('is the same for any order of arrival, with any readings sent again', async () => {
    const record = `mutation ($input: RecordReadingsInput!) {
      recordReadings(input: $input) { rejectedCount userErrors { __typename } }
    }`;
    const series = `query ($id: ID!, $period: PeriodInput!) {
      _entities(representations: [{ __typename: "Dma", id: $id }]) {
        ... on Dma { flowSeries(period: $period, resolution: HOUR) { values } }
      }
    }`;
    let run = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.option(fc.integer({ min: -50, max: 200 })), { minLength: 1, maxLength: 24 }),
        fc.array(fc.nat(23), { maxLength: 20 }),
        fc.infiniteStream(fc.nat()),
        async (history, again, random) => {
          run += 1;
          const meter = await world.addMeter({ serialNumber: `f${run}`, dmaId: dma(6) });
          const all = history.flatMap((value, i) => (value === null ? [] : [{ value, i }]));
          const repeated = again.flatMap((i) => all[i] ?? []);
          const sent = [...all, ...repeated]
            .map((reading) => ({ ...reading, key: random.next().value }))
            .toSorted((a, b) => a.key - b.key);
          for (const half of [sent.slice(0, sent.length / 2), sent.slice(sent.length / 2)]) {
            const item = {
              serialNumber: meter.serialNumber,
              quantity: 'FLOW',
              unit: 'M3_PER_HOUR',
              at: half.map(({ i }) => new Date(start + i * hour).toISOString()),
              values: half.map(({ value }) => value),
            };
            const { data } = await world.execute(record, { input: { readings: [item] } });
            expect(data).toEqual({ recordReadings: { rejectedCount: 0, userErrors: [] } });
          }
          const to = new Date(start + history.length * hour).toISOString();
          const period = { from: new Date(start).toISOString(), to };
          const { data } = await world.execute(series, { id: dma(6), period });
          expect(pick(data, '_entities', 0, 'flowSeries', 'values')).toEqual(history);
          // The next history needs the area for itself.
          await world.sql(`delete from dma.meters where id = $1`, [meter.id]);
        },
      ),
      { numRuns: 25 },
    );
  });
});
