import pg from 'pg';
import { openWorld, pick, type World } from './world.ts';

const seriesOf = (fields: string) => `query ($ids: [_Any!]!) {
  _entities(representations: $ids) { ... on Dma { ${fields} } }
}`;
const from = '2026-03-25T00:00:00Z';
const hourMs = 3_600_000;
const start = Date.parse(from);

// What is read from roll-ups is what would be computed from the readings.
describe('where series of a DMA come from', () => {
  let world: World;
  let inlet: { id: string; serialNumber: string };
  beforeAll(async () => {
    world = await openWorld({ dmas: 4, ownDatabase: true });
    await world.sql('update dma.dmas set time_zone = $2 where id = $1', [dma(0), 'Europe/Berlin']);
    await world.sql('update dma.dmas set time_zone = $2 where id = $1', [dma(1), 'Asia/Kolkata']);
    inlet = await world.addMeter({ serialNumber: 'in', dmaId: dma(0) });
    const between = await world.addMeter({
      serialNumber: 'between',
      dmaId: dma(1),
      sourceDmaId: dma(0),
    });
    const gauge = await world.addMeter({ serialNumber: 'p', kind: 'pressure', dmaId: dma(0) });
    await world.addMeter({ serialNumber: 'silent', dmaId: dma(2) });
    await fill('flow', inlet.id, 900, 8 * 24, 40);
    await fill('flow', between.id, 900, 8 * 24, 10);
    await fill('pressure', gauge.id, 300, 5 * 24, 25);
  });
  afterAll(() => world.close());

  const dma = (index: number): string => world.tenant.dmas[index]?.id ?? '';

  /** Readings with gaps and suspects, behind the back of ingest; their days are touched. */
  const fill = async (
    quantity: 'flow' | 'pressure',
    meterId: string,
    stepSeconds: number,
    hours: number,
    mean: number,
  ) => {
    const value = quantity === 'flow' ? 'flow_m3_per_hour' : 'pressure_m';
    const to = new Date(start + hours * hourMs);
    await world.sql(`select readings.ensure_partitions($1, $2, $3)`, [
      `${quantity}_readings`,
      from,
      to,
    ]);
    await world.sql(
      `insert into readings.${quantity}_readings (meter_id, recorded_at, ${value}, quality_code, source)
       select $1, at, $5::double precision + 3 * sin(extract(epoch from at) / 9000),
         case when n % 37 = 5 then 11 when n % 53 = 7 then 3 else 0 end, 'test'
       from generate_series($2::timestamptz, $3::timestamptz - interval '1 s', make_interval(secs => $4))
         with ordinality as t (at, n)
       where n % 29 <> 3 and n not between 300 and 320`,
      [meterId, from, to, stepSeconds, mean],
    );
    await world.sql('select readings.touch_days($1, $2, $3, $4)', [
      quantity.toUpperCase(),
      meterId,
      from,
      to,
    ]);
  };

  const period = `period: { from: "2026-03-25T22:45:00Z", to: "2026-04-01T22:00:00Z" }`;
  const everything = () => {
    const fields: string[] = [];
    for (const field of ['flowSeries', 'pressureSeries']) {
      for (const resolution of ['FIFTEEN_MINUTES', 'HOUR', 'DAY', 'MONTH']) {
        for (const aggregation of ['MEAN', 'SUM', 'MIN', 'MAX']) {
          if (field === 'pressureSeries' && aggregation === 'SUM') continue;
          for (const includeSuspect of [true, false]) {
            fields.push(
              `${field}${resolution}${aggregation}${includeSuspect}: ${field}(${period}, resolution: ${resolution},
                aggregation: ${aggregation}, includeSuspect: ${includeSuspect}) { startsAt values completenessRatio }`,
            );
          }
        }
      }
    }
    return fields.join('\n');
  };
  const ask = async (fields: string, ids = world.tenant.dmas.map(({ id }) => id)) => {
    const { data, errors } = await world.execute(seriesOf(fields), {
      ids: ids.map((id) => ({ __typename: 'Dma', id })),
    });
    expect(errors).toBeUndefined();
    return pick(data, '_entities');
  };
  /** Sums in another order differ in their last digit. */
  const rounded = (value: unknown): unknown =>
    JSON.parse(JSON.stringify(value), (_key, item: unknown) =>
      typeof item === 'number' ? Number(item.toPrecision(10)) : item,
    );
  const pendingCount = async () =>
    (await world.sql('select id from readings.touched_days where meter_id = $1', [inlet.id]))
      .length;

  it('gives the same from readings and from roll-ups, at every resolution', async () => {
    const fresh = await ask(everything());
    expect(await pendingCount()).toBeGreaterThan(0);
    await world.telemetry.rollUp();
    expect(await pendingCount()).toBe(0);
    const rolledUp = await ask(everything());
    expect(rounded(rolledUp)).toEqual(rounded(fresh));
    expect(pick(fresh, 0, 'flowSeriesDAYMEANtrue', 'startsAt')).toContain(
      '2026-03-28T23:00:00.000Z',
    );
    expect(pick(fresh, 0, 'flowSeriesHOURMINfalse', 'completenessRatio')).toBeGreaterThan(0.8);
    expect(pick(fresh, 1, 'flowSeriesDAYMEANtrue', 'startsAt', 0)).toBe('2026-03-26T18:30:00.000Z');
    expect(pick(fresh, 2, 'flowSeriesHOURMEANtrue', 'completenessRatio')).toBe(0);
    expect(pick(fresh, 3, 'flowSeriesHOURMEANtrue')).toBeNull();
    expect(pick(fresh, 1, 'pressureSeriesHOURMEANtrue')).toBeNull();
  });

  it('shows late data at once, among days that stay rolled up', async () => {
    await world.telemetry.rollUp();
    const before = await ask(everything());
    const late = new Date(start + 3 * 24 * hourMs + 15 * 60_000);
    await world.sql(
      `update readings.flow_readings set flow_m3_per_hour = flow_m3_per_hour + 100
       where meter_id = $1 and recorded_at = $2`,
      [inlet.id, late],
    );
    await world.sql(`select readings.touch_days('FLOW', $1, $2, $2)`, [inlet.id, late]);
    const pending = await ask(everything());
    expect(pending).not.toEqual(before);
    await world.telemetry.rollUp();
    expect(rounded(await ask(everything()))).toEqual(rounded(pending));
  });

  it('does not take the days of another time zone for its own', async () => {
    await world.telemetry.rollUp();
    await world.sql('update dma.dmas set time_zone = $2 where id = $1', [dma(1), 'Asia/Tokyo']);
    const series = `flowSeries(${period}, resolution: DAY) { startsAt values }`;
    const moved = await ask(series);
    expect(pick(moved, 1, 'flowSeries', 'startsAt', 0)).toBe('2026-03-26T15:00:00.000Z');
    await world.sql(`select readings.touch_days('FLOW', $1, $2, $3)`, [
      inlet.id,
      from,
      new Date(start + 10 * 24 * hourMs),
    ]);
    expect(rounded(await ask(series))).toEqual(rounded(moved));
  });

  it('reads a year in hours of many areas with two statements, three with pending days', async () => {
    await world.telemetry.rollUp();
    const year = `flowSeries(period: { from: "2025-06-01T00:00:00Z", to: "2026-06-01T00:00:00Z" }, resolution: HOUR) { values }`;
    const counted = async () => {
      const count = countStatements();
      await ask(year);
      return count();
    };
    expect(await counted()).toBe(2);
    await world.sql(`select readings.touch_days('FLOW', $1, $2, $2)`, [inlet.id, from]);
    expect(await counted()).toBe(3);
  });
});

/** Counts what this process sends to any PostgreSQL until the returned function is called. */
function countStatements(): () => number {
  const { query } = pg.Client.prototype;
  let count = 0;
  pg.Client.prototype.query = function (this: pg.Client, ...request: unknown[]) {
    count += 1;
    return Reflect.apply(query, this, request) as never;
  };
  return () => {
    pg.Client.prototype.query = query;
    return count;
  };
}
