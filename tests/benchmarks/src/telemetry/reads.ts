import type { Gateway } from '@waris/gateway';
import { serviceClaims } from '@waris/service-kit';
import type { TelemetryContext } from '@waris/telemetry';
import type pg from 'pg';
import type { BenchmarkTable } from '../benchmark.ts';
import type { BenchmarkNetwork } from './network.ts';
import { compare, type Comparison } from './compare.ts';

const month = { from: '2016-01-01T00:00:00Z', to: '2016-02-01T00:00:00Z' };
const year = { from: '2015-01-01T00:00:00Z', to: '2016-01-01T00:00:00Z' };

/** Readings to be read back: a year of hours of every DMA, a month of quarters of one, a day of customers. */
export async function putReadings(client: pg.Client, network: BenchmarkNetwork): Promise<void> {
  const put = async (meterIds: readonly string[], from: string, to: string, step: string) => {
    await client.query(`select readings.ensure_partitions('flow_readings', $1, $2)`, [from, to]);
    for (let first = 0; first < meterIds.length; first += 100) {
      const some = meterIds.slice(first, first + 100);
      await client.query(
        `insert into readings.flow_readings (meter_id, recorded_at, flow_m3_per_hour, source)
         select m.id, at, 20 + 5 * sin(extract(epoch from at) / 13751) + round(random()::numeric, 2), 'benchmark'
         from unnest($1::uuid[]) as m (id),
           generate_series($2::timestamptz, $3::timestamptz - interval '1 second', $4::interval) as at
         on conflict do nothing`,
        [some, from, to, step],
      );
      await client.query(
        `select readings.touch_days('FLOW', id, $2, $3::timestamptz - interval '1 second')
         from unnest($1::uuid[]) as id`,
        [some, from, to],
      );
    }
  };
  const { meterIds, customerIds } = network;
  await put(meterIds.slice(0, 100), year.from, year.to, '1 hour');
  await put(meterIds.slice(0, 1), month.from, month.to, '15 minutes');
  await put(customerIds, '2016-01-31T12:00:00Z', month.to, '3 hours');
}

const monthQuery = `query ($code: String!, $period: PeriodInput!) {
  dma(code: $code) { flowSeries(period: $period, resolution: FIFTEEN_MINUTES) { startAt values } }
}`;

const yearQuery = `query ($period: PeriodInput!) {
  dmas(first: 100) { nodes { flowSeries(period: $period, resolution: HOUR, maxPoints: 8784) { startAt values } } }
}`;

export type ReadWorld = {
  readonly gateway: Gateway;
  readonly client: pg.Client;
  readonly network: BenchmarkNetwork;
  telemetryContext(): TelemetryContext;
};

/** Each read beside the least SQL that finds the same in rows. */
export async function measureReads(world: ReadWorld): Promise<readonly Comparison[]> {
  const { gateway, client, network } = world;
  const ask = async (query: string, variables: Record<string, unknown>) => {
    const { errors } = await gateway.execute({
      query,
      variables,
      viewer: serviceClaims('benchmark'),
    });
    if (errors !== undefined) throw new Error(errors.map(({ message }) => message).join(' '));
  };
  const all = [...network.meterIds, ...network.customerIds];
  return [
    await compare({
      name: 'a month of 15-minute values of a DMA, through the gateway',
      times: 40,
      ours: () => ask(monthQuery, { code: network.dmaCodes[0], period: month }),
      bare: () => client.query(monthSql, [network.meterIds.slice(0, 1), month.from, month.to]),
    }),
    await compare({
      name: 'a year of hours of a hundred DMAs, through the gateway',
      times: 3,
      ours: () => ask(yearQuery, { period: year }),
      bare: () => client.query(yearSql, [network.dmaIds, year.from, year.to]),
    }),
    await compare({
      name: 'the latest readings of 10,000 meters',
      times: 10,
      ours: async () => {
        const { loaders } = world.telemetryContext();
        await loaders.latestReading.loadMany(
          all.map((meterId) => ({ meterId, quantity: 'FLOW' as const })),
        );
      },
      bare: () => client.query(latestSql, [all]),
    }),
  ];
}

const monthSql = `
  select date_bin('15 minutes', recorded_at, 'epoch') as at, sum(flow_m3_per_hour) as flow
  from readings.flow_readings
  where meter_id = any ($1::uuid[]) and recorded_at >= $2 and recorded_at < $3
  group by 1 order by 1`;

const yearSql = `
  select dma_id, at, sum(flow) as flow
  from (
    select m.dma_id, r.meter_id, date_bin('1 hour', r.recorded_at, 'epoch') as at, avg(r.flow_m3_per_hour) as flow
    from dma.published_dma_flow_meters m
    join readings.flow_readings r on r.meter_id = m.meter_id
    where m.dma_id = any ($1::uuid[]) and r.recorded_at >= $2 and r.recorded_at < $3
    group by 1, 2, 3
  ) h
  group by 1, 2 order by 1, 2`;

const latestSql = `
  select m.id, r.recorded_at, r.flow_m3_per_hour, r.quality
  from unnest($1::uuid[]) as m (id), lateral (
    select * from readings.flow_readings
    where meter_id = m.id and flow_m3_per_hour is not null
    order by recorded_at desc limit 1
  ) r`;

export function readTable(reads: readonly Comparison[]): BenchmarkTable {
  return {
    title: 'Readings given out, ms',
    columns: ['read', 'ours', 'bare SQL', 'ours, CPU', 'bare SQL, CPU'],
    rows: reads.map((one) => [
      one.name,
      ...[one.oursMs, one.bareMs, one.oursCpuMs, one.bareCpuMs].map((ms) => Number(ms.toFixed(2))),
    ]),
  };
}

/** In the order of `measureReads`. */
export function readFigures([month, year, latest]: readonly Comparison[]) {
  return {
    monthCpuToBareRatio: ratio(month?.oursCpuMs, month?.bareCpuMs),
    monthToBareRatio: ratio(month?.oursMs, month?.bareMs),
    yearToBareRatio: ratio(year?.oursMs, year?.bareMs),
    latestToBareRatio: ratio(latest?.oursMs, latest?.bareMs),
  };
}

function ratio(ours: number | undefined, bare: number | undefined): number | null {
  return ours === undefined || bare === undefined ? null : ours / bare;
}
