import type { PoolClient } from '@waris/database';
import type { DmaQuantity } from '../../domain/roll-ups/touched-days.ts';
import { floatArray } from '../binary-arrays.ts';
import { instantArray } from '../packed-columns.ts';

/** A calendar day of a DMA; NaN where there is no value. */
export type LocalDayRollup = {
  readonly dmaId: string;
  /** Milliseconds since 1970. */
  readonly startsAt: number;
  readonly value: number;
  readonly least: number;
  readonly greatest: number;
  /** Without suspect readings; null when there are none. */
  readonly soundValue: number | null;
};

/** Time zones of DMAs. */
export async function zonesOf(
  client: PoolClient,
  dmaIds: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const { rows } = await client.query<{ id: string; timeZone: string }>(
    'select id, time_zone as "timeZone" from dma.published_dmas where id = any($1::uuid[])',
    [dmaIds],
  );
  return new Map(rows.map(({ id, timeZone }) => [id, timeZone]));
}

const parameter = (place: number) => `nullif(($${place}::double precision[])[r.place], 'NaN')`;

// Of a net inflow the extremes are those of its quarters, which the day's own roll-ups hold.
const upsertSql = `
  insert into readings.dma_day_rollups
    (dma_id, quantity, day, time_zone, starts_at, value, least, greatest, sound_value)
  select r.dma_id, $1, (r.starts_at at time zone $2)::date, $2, r.starts_at, ${parameter(5)},
    case when $1 = 'FLOW' then q.least else ${parameter(6)} end,
    case when $1 = 'FLOW' then q.greatest else ${parameter(7)} end,
    ${parameter(8)}
  from unnest($3::uuid[], $4::timestamptz[]) with ordinality as r (dma_id, starts_at, place)
  cross join lateral (
    select min(v.value) as least, max(v.value) as greatest
    from readings.dma_rollups d
    cross join lateral unnest(d.quarter_values) with ordinality as v (value, place)
    where $1 = 'FLOW' and d.dma_id = r.dma_id and d.quantity = 'FLOW'
      and d.day between (r.starts_at at time zone 'UTC')::date
        and ((r.starts_at + interval '1 day 1 hour') at time zone 'UTC')::date
      and (d.day::timestamp at time zone 'UTC' + (v.place - 1) * interval '15 minutes')
        between r.starts_at and ((r.starts_at at time zone $2)::date + 1)::timestamp at time zone $2
          - interval '1 microsecond'
  ) q
  on conflict (dma_id, quantity, day) do update
  set time_zone = excluded.time_zone, starts_at = excluded.starts_at, value = excluded.value,
    least = excluded.least, greatest = excluded.greatest, sound_value = excluded.sound_value`;

export async function writeLocalDays(
  client: PoolClient,
  quantity: DmaQuantity,
  timeZone: string,
  days: readonly LocalDayRollup[],
): Promise<void> {
  if (days.length === 0) return;
  const floats = (of: (one: LocalDayRollup) => number) => floatArray(Float64Array.from(days, of));
  await client.query(upsertSql, [
    quantity,
    timeZone,
    days.map(({ dmaId }) => dmaId),
    instantArray(days.map(({ startsAt }) => startsAt)),
    floats(({ value }) => value),
    floats(({ least }) => least),
    floats(({ greatest }) => greatest),
    floats(({ soundValue }) => soundValue ?? Number.NaN),
  ]);
}
