import type { World } from './world.ts';

type Difference = {
  readonly dma_id: string;
  readonly quantity: string;
  readonly what: string;
  readonly bucket_at: Date;
  readonly kept: number | null;
  readonly fresh: number | null;
};

// Of every day that is kept and each on which something was read.
const sql = `
  with days as (
    select min(day) - 2 as first_day, max(day) + 3 as end_day
    from readings.dma_rollups where dma_id = any ($1::uuid[])
  ),
  kept as (
    select r.dma_id, r.quantity, g.what, r.day::timestamp at time zone 'UTC' + (v.place - 1) * g.step as bucket_at,
      v.value
    from readings.dma_rollups r
    cross join lateral (values
      ('quarter', interval '15 minutes', r.quarter_values), ('hour', interval '1 hour', r.hour_values),
      ('sound quarter', interval '15 minutes', coalesce(r.sound_quarter_values, r.quarter_values)),
      ('sound hour', interval '1 hour', coalesce(r.sound_hour_values, r.hour_values))
    ) as g (what, step, vals)
    cross join lateral unnest(g.vals) with ordinality as v (value, place)
    where r.dma_id = any ($1::uuid[])
    union all
    select d.dma_id, d.quantity, 'day', d.starts_at, d.value
    from readings.dma_day_rollups d where d.dma_id = any ($1::uuid[])
  ),
  grids as (
    select g.what, g.step, g.with_suspect,
      array[d.first_day::timestamp at time zone 'UTC', d.end_day::timestamp at time zone 'UTC'] as edges
    from days d
    cross join (values ('quarter', interval '15 minutes', true), ('hour', interval '1 hour', true),
      ('sound quarter', interval '15 minutes', false), ('sound hour', interval '1 hour', false)
    ) as g (what, step, with_suspect)
    union all
    select 'day', null, true, (
      select array_agg(day at time zone 'Asia/Bangkok' order by day)
      from generate_series(d.first_day::timestamp, d.end_day::timestamp, interval '1 day') as day)
    from days d
  ),
  fresh as (
    select i.dma_id, 'FLOW' as quantity, g.what, i.bucket_at, i.net_inflow_m3_per_hour as value
    from grids g
    cross join lateral readings.fresh_dma_net_inflow($1::uuid[], g.edges, g.step, g.with_suspect) i
    union all
    select p.dma_id, 'PRESSURE', g.what, p.bucket_at, p.pressure_m
    from grids g
    cross join lateral readings.fresh_dma_pressure($1::uuid[], g.edges, g.step, g.with_suspect) p
  )
  select dma_id, quantity, what, bucket_at, k.value as kept, f.value as fresh
  from (select * from kept where value is not null) k
  full join (select * from fresh where value is not null) f using (dma_id, quantity, what, bucket_at)
  where k.value is null or f.value is null or abs(k.value - f.value) > 1e-9 * greatest(1, abs(f.value))
  order by 1, 2, 3, 4
  limit 10`;

/** Where kept roll-ups of areas differ from what the readings say; empty when nowhere. */
export function differencesFromFresh(
  world: World,
  dmaIds: readonly string[],
): Promise<readonly Difference[]> {
  return world.sql(sql, [dmaIds]);
}
