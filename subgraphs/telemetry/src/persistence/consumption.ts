import type { PoolClient } from '@waris/database';
import { instantArray } from './packed-columns.ts';

export type Touched = {
  readonly meterIds: readonly string[];
  readonly meterOf: Uint32Array;
  readonly at: Float64Array;
};

/**
 * Sets the consumption of the register readings in the touched days of each meter, and of the one
 * that follows, which a late reading shortens; whatever the order in which they came, the result
 * is that of all of them in the order of time. A register that fell rolled over, when its capacity
 * is known and that is the shorter way; or was exchanged, when somebody said so; or else what
 * flowed is not known: the consumption is null and the reading suspect. Rows lie by meter and
 * time; the days on either side are rows, not packed.
 */
export async function recomputeConsumption(client: PoolClient, touched: Touched): Promise<void> {
  const stretches = stretchesOf(touched);
  if (stretches.length === 0) return;
  const parameters = [
    stretches.map(({ meterId }) => meterId),
    instantArray(stretches.map(({ firstAt }) => firstAt)),
    instantArray(stretches.map(({ lastAt }) => lastAt)),
  ];
  await client.query(consumptionSql, parameters);
  const { rows } = await client.query<{ id: string }>(flowMetersSql, [parameters[0]]);
  if (rows.length === 0) return;
  await client.query(derivedFlowsSql, [...parameters, rows.map(({ id }) => id)]);
}

type Stretch = { readonly meterId: string; readonly firstAt: number; lastAt: number };

const dayMs = 86_400_000;

/** Of days that follow each other: those between others may be packed, and are not looked at. */
function stretchesOf({ meterIds, meterOf, at }: Touched): readonly Stretch[] {
  const stretches: Stretch[] = [];
  at.forEach((instant, row) => {
    const meterId = meterIds[meterOf[row] ?? 0] ?? '';
    const last = stretches.at(-1);
    const goesOn =
      last?.meterId === meterId &&
      Math.floor(instant / dayMs) - Math.floor(last.lastAt / dayMs) <= 1;
    if (last !== undefined && goesOn) last.lastAt = instant;
    else stretches.push({ meterId, firstAt: instant, lastAt: instant });
  });
  return stretches;
}

const counts = 'r.valid and r.quality_code <> 3';

// From the reading before each stretch to the one behind it.
const touchedSql = `
  touched as (
    select t.stretch, t.meter_id, t.first_at, t.last_at, before.recorded_at as before_at,
      coalesce(after.recorded_at, t.last_at) as after_at
    from unnest($1::uuid[], $2::timestamptz[], $3::timestamptz[]) with ordinality
      as t (meter_id, first_at, last_at, stretch)
    left join lateral (
      select recorded_at from readings.meter_readings r
      where r.meter_id = t.meter_id and r.recorded_at < t.first_at and ${counts}
      order by recorded_at desc limit 1
    ) before on true
    left join lateral (
      select recorded_at from readings.meter_readings r
      where r.meter_id = t.meter_id and r.recorded_at > t.last_at and ${counts}
      order by recorded_at limit 1
    ) after on true
  )`;

// An exchange is two points of a register's way, its end and its begin; what flowed since the
// reading before is the sum of the ways between, and not known when one of them is not.
const consumptionSql = `
  with ${touchedSql},
  points as (
    select t.stretch, t.meter_id, t.first_at, r.recorded_at as at, 2 as rank, r.register_m3 as value
    from touched t
    join readings.meter_readings r
      on r.meter_id = t.meter_id and r.recorded_at between coalesce(t.before_at, t.first_at) and t.after_at
      and ${counts}
    union all
    select t.stretch, t.meter_id, t.first_at, e.exchanged_at, p.rank, p.value
    from touched t
    join readings.register_exchanges e on e.meter_id = t.meter_id
      and e.exchanged_at > coalesce(t.before_at, '-infinity') and e.exchanged_at <= t.after_at
    cross join lateral (values (0, e.last_register_m3), (1, e.first_register_m3)) as p (rank, value)
  ),
  steps as (
    select p.*, lag(value) over w as previous,
      count(*) filter (where rank = 2) over (w rows between unbounded preceding and 1 preceding)
        as readings_before
    from points p
    window w as (partition by stretch order by at, rank)
  ),
  ways as (
    select s.*, case when s.rank = 1 then 0
      when s.value >= s.previous then s.value - s.previous
      when s.previous <= c.capacity_m3 and s.value - s.previous + c.capacity_m3 <= c.capacity_m3 / 2
        then s.value - s.previous + c.capacity_m3 end as way
    from steps s
    left join readings.registers c on c.meter_id = s.meter_id
  ),
  differences as (
    select meter_id, max(at) as recorded_at,
      case when readings_before > 0 and count(way) = count(*) then sum(way) end as consumption_m3,
      readings_before > 0 and bool_or(way is null and value < previous) as fell
    from ways
    group by stretch, meter_id, readings_before
    having max(rank) = 2 and max(at) >= min(first_at)
  ),
  updated as (
    update readings.meter_readings m
    set consumption_m3 = d.consumption_m3,
      quality_code = case when d.fell and m.quality_code = 0 then 14
        when not coalesce(d.fell, false) and m.quality_code = 14 then 0 else m.quality_code end
    from differences d
    where m.meter_id = d.meter_id and m.recorded_at = d.recorded_at
    returning m.meter_id, m.recorded_at
  )
  insert into readings.touched_days (quantity, meter_id, day)
  select distinct 'REGISTER', meter_id, (recorded_at at time zone 'UTC')::date from updated`;

const flowMetersSql = `
  select id from dma.published_meters where id = any ($1::uuid[]) and kind in ('bulk', 'zone')`;

const derivedFlowsSql = `
  with ${touchedSql},
  stretches as (
    select stretch, meter_id, first_at, coalesce(before_at, first_at) as from_at, after_at
    from touched where meter_id = any ($4::uuid[])
  ),
  intervals as (
    select s.stretch, s.meter_id, r.recorded_at as until_at, r.consumption_m3,
      coalesce(lag(r.recorded_at) over (partition by s.stretch order by r.recorded_at), s.from_at)
        as recorded_at
    from stretches s
    join readings.meter_readings r
      on r.meter_id = s.meter_id and r.recorded_at between s.first_at and s.after_at and ${counts}
  ),
  fresh as (
    select distinct on (i.meter_id, i.recorded_at) i.meter_id, i.recorded_at, i.until_at,
      i.consumption_m3 * 3600 / extract(epoch from i.until_at - i.recorded_at)::float8 as flow
    from intervals i
    where i.consumption_m3 is not null and i.until_at > i.recorded_at
      and i.until_at - i.recorded_at <= interval '24 hours'
      and not exists (
        select from readings.flow_readings f
        where f.meter_id = i.meter_id and f.recorded_at >= i.recorded_at and f.recorded_at < i.until_at
      )
  ),
  dropped as (
    delete from readings.derived_flows d
    using stretches s
    where d.meter_id = s.meter_id and d.recorded_at >= s.from_at and d.recorded_at < s.after_at
      and not exists (
        select from fresh f where f.meter_id = d.meter_id and f.recorded_at = d.recorded_at
      )
    returning d.meter_id, d.recorded_at
  ),
  put as (
    insert into readings.derived_flows (meter_id, recorded_at, until_at, flow_m3_per_hour)
    select meter_id, recorded_at, until_at, flow from fresh
    on conflict (meter_id, recorded_at) do update
      set until_at = excluded.until_at, flow_m3_per_hour = excluded.flow_m3_per_hour
    returning meter_id, recorded_at
  )
  insert into readings.touched_days (quantity, meter_id, day)
  select distinct 'FLOW', meter_id, (recorded_at at time zone 'UTC')::date
  from (select * from dropped union all select * from put) changed`;
