import type { PoolClient } from '@waris/database';
import { hoursOfDay, quartersOfDay } from '../../domain/roll-ups/day-rollup.ts';
import type { DmaQuantity } from '../../domain/roll-ups/touched-days.ts';
import { floatArray, integerArray } from '../binary-arrays.ts';
import { flatten, slice } from './flat-columns.ts';

/** Quarters and hours of a day (UTC) of a DMA; NaN where there is no value. */
export type DmaDayRollup = {
  readonly dmaId: string;
  readonly day: number;
  readonly quarters: Float64Array;
  readonly quarterLeast: Float64Array;
  readonly quarterGreatest: Float64Array;
  readonly hours: Float64Array;
  readonly hourLeast: Float64Array;
  readonly hourGreatest: Float64Array;
  /** Without suspect readings; null when there are none. */
  readonly sound: { readonly quarters: Float64Array; readonly hours: Float64Array } | null;
};

const rowsAtOnce = 500;

/** Writes what changed, each change with a revision above all before it. */
export async function writeDmaRollups(
  client: PoolClient,
  quantity: DmaQuantity,
  rollups: readonly DmaDayRollup[],
): Promise<void> {
  for (let from = 0; from < rollups.length; from += rowsAtOnce) {
    const some = rollups.slice(from, from + rowsAtOnce);
    const floats = (of: (one: DmaDayRollup) => Float64Array, width: number) =>
      floatArray(flatten(some.map(of), width));
    await client.query(upsertSql, [
      quantity,
      some.map(({ dmaId }) => dmaId),
      integerArray(Uint32Array.from(some, ({ day }) => day)),
      some.map(({ sound }) => sound !== null),
      floats(({ quarters }) => quarters, quartersOfDay),
      floats(({ quarterLeast }) => quarterLeast, quartersOfDay),
      floats(({ quarterGreatest }) => quarterGreatest, quartersOfDay),
      floats(({ hours }) => hours, hoursOfDay),
      floats(({ hourLeast }) => hourLeast, hoursOfDay),
      floats(({ hourGreatest }) => hourGreatest, hoursOfDay),
      floats(({ quarters, sound }) => (sound === null ? quarters : sound.quarters), quartersOfDay),
      floats(({ hours, sound }) => (sound === null ? hours : sound.hours), hoursOfDay),
    ]);
  }
}

const ofPressure = (expression: string) => `case when $1 = 'PRESSURE' then ${expression} end`;
const whenSuspect = (expression: string) => `case when r.has_suspect then ${expression} end`;

const columns: readonly (readonly [string, string])[] = [
  ['reading_count', 'c.reading_count'],
  ['suspect_count', 'c.suspect_count'],
  ['quarter_values', slice(5, quartersOfDay)],
  ['quarter_least', ofPressure(slice(6, quartersOfDay))],
  ['quarter_greatest', ofPressure(slice(7, quartersOfDay))],
  ['hour_values', slice(8, hoursOfDay)],
  ['hour_least', slice(9, hoursOfDay)],
  ['hour_greatest', slice(10, hoursOfDay)],
  ['sound_quarter_values', whenSuspect(slice(11, quartersOfDay))],
  ['sound_hour_values', whenSuspect(slice(12, hoursOfDay))],
];
const names = columns.map(([name]) => name);
const kept = names.map((name) => `kept.${name}`).join(', ');
const excluded = names.map((name) => `excluded.${name}`).join(', ');

// What a DMA's readings are counted in: the meters that its values come from.
const upsertSql = `
  insert into readings.dma_rollups as kept (dma_id, quantity, day, ${names.join(', ')}, revision)
  select r.dma_id, $1, r.day, ${columns.map(([, expression]) => expression).join(', ')},
    nextval('readings.rollup_revisions')
  from (
    select dma_id, date '1970-01-01' + day as day, has_suspect, place
    from unnest($2::uuid[], $3::integer[], $4::boolean[]) with ordinality as t (dma_id, day, has_suspect, place)
  ) r
  cross join lateral (
    select coalesce(sum(m.reading_count), 0) as reading_count,
      coalesce(sum(m.suspect_count), 0) as suspect_count
    from readings.meter_rollups m
    where m.quantity = $1 and m.day = r.day and m.meter_id in (
      select f.meter_id from dma.published_dma_flow_meters f where $1 = 'FLOW' and f.dma_id = r.dma_id
      union all
      select p.id from dma.published_meters p
      where $1 = 'PRESSURE' and p.dma_id = r.dma_id and p.kind = 'pressure'
    )
  ) c
  on conflict (dma_id, quantity, day) do update
  set (${names.join(', ')}, revision) = (select ${excluded}, excluded.revision)
  where (${kept}) is distinct from (${excluded})`;

/** DMAs of which a day of a run, or one next to it, has suspect readings. */
export async function dmasWithSuspects(
  client: PoolClient,
  quantity: DmaQuantity,
  dmaIds: readonly string[],
  firstDay: number,
  lastDay: number,
): Promise<ReadonlySet<string>> {
  const { rows } = await client.query<{ id: string }>(suspectsSql, [
    dmaIds,
    quantity,
    firstDay - 1,
    lastDay + 1,
  ]);
  return new Set(rows.map(({ id }) => id));
}

// A tank's level is read as a pressure and counts in a flow.
const suspectsSql = `
  select distinct s.dma_id as id
  from (
    select f.dma_id, f.meter_id, 'FLOW' as quantity from dma.published_dma_flow_meters f
    where $2 = 'FLOW' and f.dma_id = any ($1::uuid[])
    union all
    select k.dma_id, l.meter_id, 'PRESSURE' from dma.published_tanks k
    join dma.published_tank_level_meters l on l.tank_id = k.id
    where $2 = 'FLOW' and k.dma_id = any ($1::uuid[])
    union all
    select p.dma_id, p.id, 'PRESSURE' from dma.published_meters p
    where $2 = 'PRESSURE' and p.kind = 'pressure' and p.dma_id = any ($1::uuid[])
  ) s
  join readings.meter_rollups m on m.meter_id = s.meter_id and m.quantity = s.quantity
    and m.day between date '1970-01-01' + $3::integer and date '1970-01-01' + $4::integer
  where m.suspect_count > 0`;
