import type { PoolClient } from '@waris/database';
import { instantArray } from './packed-columns.ts';

type Touched = {
  readonly meterIds: readonly string[];
  readonly meterOf: Uint32Array;
  readonly at: Float64Array;
};

/**
 * Sets the consumption of the register readings in the touched stretch of each meter, and of the
 * one that follows it, which a late reading shortens. A register that fell was exchanged or began
 * anew: what flowed is not known, so the consumption is null and the quality at most 50.
 */
export async function recomputeConsumption(client: PoolClient, touched: Touched): Promise<void> {
  const firstAt = new Float64Array(touched.meterIds.length).fill(Number.POSITIVE_INFINITY);
  const lastAt = new Float64Array(touched.meterIds.length).fill(Number.NEGATIVE_INFINITY);
  touched.at.forEach((at, row) => {
    const meter = touched.meterOf[row] ?? 0;
    firstAt[meter] = Math.min(firstAt[meter] ?? at, at);
    lastAt[meter] = Math.max(lastAt[meter] ?? at, at);
  });
  const present = touched.meterIds.map((_, meter) => meter).filter((m) => (lastAt[m] ?? -1) >= 0);
  await client.query(recomputeSql, [
    present.map((meter) => touched.meterIds[meter]),
    instantArray(present.map((meter) => firstAt[meter] ?? 0)),
    instantArray(present.map((meter) => lastAt[meter] ?? 0)),
  ]);
}

const recomputeSql = `
  with touched as (
    select t.meter_id, t.first_at, t.last_at, before.recorded_at as before_at,
      coalesce(after.recorded_at, t.last_at) as after_at
    from unnest($1::uuid[], $2::timestamptz[], $3::timestamptz[]) as t (meter_id, first_at, last_at)
    left join lateral (
      select recorded_at from readings.meter_readings r
      where r.meter_id = t.meter_id and r.recorded_at < t.first_at and r.valid
      order by recorded_at desc limit 1
    ) before on true
    left join lateral (
      select recorded_at from readings.meter_readings r
      where r.meter_id = t.meter_id and r.recorded_at > t.last_at and r.valid
      order by recorded_at limit 1
    ) after on true
  ),
  differences as (
    select r.meter_id, r.recorded_at, t.first_at,
      r.register_m3 - lag(r.register_m3) over (partition by r.meter_id order by r.recorded_at) as difference
    from touched t
    join readings.meter_readings r
      on r.meter_id = t.meter_id and r.valid
      and r.recorded_at between coalesce(t.before_at, t.first_at) and t.after_at
  ),
  updated as (
    update readings.meter_readings m
    set consumption_m3 = case when d.difference >= 0 then d.difference end,
      quality = case when d.difference < 0 then least(m.quality, 50) else m.quality end,
      quality_code = case when d.difference < 0 then 14 when m.quality_code = 14 then 0 else m.quality_code end
    from differences d
    where m.meter_id = d.meter_id and m.recorded_at = d.recorded_at and d.recorded_at >= d.first_at
    returning m.meter_id, m.recorded_at
  )
  insert into readings.touched_days (quantity, meter_id, day)
  select distinct 'REGISTER', meter_id, (recorded_at at time zone 'UTC')::date from updated`;
