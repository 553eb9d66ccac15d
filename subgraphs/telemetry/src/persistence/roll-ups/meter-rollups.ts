import type { PoolClient } from '@waris/database';
import {
  hoursOfDay,
  quartersOfDay,
  type Buckets,
  type DayRollup,
  type Resolutions,
} from '../../domain/roll-ups/day-rollup.ts';
import type { LastRegister } from '../../domain/roll-ups/last-register.ts';
import type { MeterDay } from '../../domain/roll-ups/touched-days.ts';
import type { ReadingQuantity } from '../../domain/quantity.ts';
import { floatArray, integerArray } from '../binary-arrays.ts';
import { flatten, flattenCounts, slice, sliceCounts } from './flat-columns.ts';

export type MeterDayRollup = {
  readonly day: MeterDay;
  readonly rollup: DayRollup;
  /** Of a register. */
  readonly last: LastRegister | null;
};

const rowsAtOnce = 500;

/** Writes the roll-ups of days of meters; those of days without readings are taken away. */
export async function writeMeterRollups(
  client: PoolClient,
  quantity: ReadingQuantity,
  rollups: readonly MeterDayRollup[],
): Promise<void> {
  const empty = rollups.filter(({ rollup }) => rollup.readingCount === 0);
  const present = rollups.filter(({ rollup }) => rollup.readingCount > 0);
  if (empty.length > 0) await client.query(deleteSql, [quantity, ...keysOf(empty)]);
  for (let from = 0; from < present.length; from += rowsAtOnce) {
    const some = present.slice(from, from + rowsAtOnce);
    await client.query(upsertSql, [quantity, ...keysOf(some), ...columnsOf(some)]);
  }
}

function keysOf(rollups: readonly MeterDayRollup[]) {
  return [
    rollups.map(({ day }) => day.meterId),
    integerArray(Uint32Array.from(rollups, ({ day }) => day.day)),
  ];
}

// In the order of the parameters of `upsertSql`.
function columnsOf(rows: readonly MeterDayRollup[]) {
  const numbers = (of: (rollup: DayRollup) => number) =>
    floatArray(Float64Array.from(rows, ({ rollup }) => of(rollup)));
  const all = rows.map(({ rollup }) => rollup.all);
  // Of a row without suspect readings the second set is not kept, so that anything may stand for it.
  const sound = rows.map(({ rollup }) => rollup.sound ?? rollup.all);
  const anySuspect = rows.some(({ rollup }) => rollup.sound !== null);
  const totals = (of: readonly Resolutions[]) =>
    (['sum', 'count', 'least', 'greatest'] as const).map((name) =>
      floatArray(Float64Array.from(of, ({ day }) => day[name])),
    );
  const [hours, soundHours] = [all, sound].map((of) => of.map((one) => one.hours));
  const [quarters, soundQuarters] = [all, sound].map((of) => of.map((one) => one.quarters));
  return [
    numbers(({ readingCount }) => readingCount),
    numbers(({ suspectCount }) => suspectCount),
    quarters?.map(hasSeveral),
    hours?.map(hasSeveral),
    ...totals(all),
    ...totals(sound),
    ...bucketColumns(hours, hoursOfDay),
    ...sumColumns(anySuspect ? soundHours : [], hoursOfDay),
    ...bucketColumns(quarters, quartersOfDay),
    ...sumColumns(anySuspect ? soundQuarters : [], quartersOfDay),
    ...lastColumns(rows),
  ];
}

// Only registers have them.
function lastColumns(rows: readonly MeterDayRollup[]) {
  const known = rows.some(({ last }) => last !== null) ? rows : [];
  const numbers = (of: (last: LastRegister) => number) =>
    floatArray(Float64Array.from(known, ({ last }) => (last === null ? Number.NaN : of(last))));
  return [numbers(({ at }) => at), numbers(({ registerM3 }) => registerM3)];
}

/** Whether a bucket has more than one reading, so that counts and extremes say something new. */
function hasSeveral({ counts }: Buckets): boolean {
  return counts.some((count) => count > 1);
}

function sumColumns(buckets: readonly Buckets[] = [], width: number) {
  const counts = flattenCounts(
    buckets.map((one) => one.counts),
    width,
  );
  return [floatColumn(buckets, width, ({ sums }) => sums), integerArray(counts)];
}

// Most meters read once a quarter: their counts and extremes are not sent only to be dropped.
function bucketColumns(buckets: readonly Buckets[] = [], width: number) {
  const several = buckets.some(hasSeveral) ? buckets : [];
  const [sums] = sumColumns(buckets, width);
  const [, counts] = sumColumns(several, width);
  return [
    sums,
    counts,
    floatColumn(several, width, ({ least }) => least),
    floatColumn(several, width, ({ greatest }) => greatest),
  ];
}

function floatColumn(
  buckets: readonly Buckets[],
  width: number,
  of: (one: Buckets) => Float64Array,
) {
  return floatArray(flatten(buckets.map(of), width));
}

const deleteSql = `
  delete from readings.meter_rollups r
  using unnest($2::uuid[], $3::integer[]) as t (meter_id, day)
  where r.quantity = $1 and r.meter_id = t.meter_id and r.day = date '1970-01-01' + t.day`;

const number = (parameter: number) => `nullif(($${parameter}::double precision[])[r.place], 'NaN')`;
const several = { quarters: 'r.several_a_quarter', hours: 'r.several_an_hour' };
const whenSuspect = (expression: string) => `case when r.suspect_count > 0 then ${expression} end`;
const when = (condition: string, expression: string) =>
  `case when ${condition} then ${expression} end`;

const columns: readonly (readonly [string, string])[] = [
  ['reading_count', 'r.reading_count'],
  ['suspect_count', 'r.suspect_count'],
  ['day_sum', number(8)],
  ['day_count', number(9)],
  ['day_least', number(10)],
  ['day_greatest', number(11)],
  ['sound_day_sum', whenSuspect(number(12))],
  ['sound_day_count', whenSuspect(number(13))],
  ['sound_day_least', whenSuspect(number(14))],
  ['sound_day_greatest', whenSuspect(number(15))],
  ['hour_sums', slice(16, hoursOfDay)],
  ['hour_counts', when(several.hours, sliceCounts(17, hoursOfDay))],
  ['hour_least', when(several.hours, slice(18, hoursOfDay))],
  ['hour_greatest', when(several.hours, slice(19, hoursOfDay))],
  ['sound_hour_sums', whenSuspect(slice(20, hoursOfDay))],
  ['sound_hour_counts', whenSuspect(sliceCounts(21, hoursOfDay))],
  ['quarter_sums', slice(22, quartersOfDay)],
  ['quarter_counts', when(several.quarters, sliceCounts(23, quartersOfDay))],
  ['quarter_least', when(several.quarters, slice(24, quartersOfDay))],
  ['quarter_greatest', when(several.quarters, slice(25, quartersOfDay))],
  ['sound_quarter_sums', whenSuspect(slice(26, quartersOfDay))],
  ['sound_quarter_counts', whenSuspect(sliceCounts(27, quartersOfDay))],
  ['last_at', `timestamptz 'epoch' + ${number(28)} * interval '1 millisecond'`],
  ['last_register_m3', number(29)],
];

const upsertSql = `
  insert into readings.meter_rollups (meter_id, quantity, day, ${columns.map(([name]) => name).join(', ')})
  select r.meter_id, $1, date '1970-01-01' + r.day, ${columns.map(([, expression]) => expression).join(', ')}
  from unnest($2::uuid[], $3::integer[], $4::double precision[], $5::double precision[],
      $6::boolean[], $7::boolean[]) with ordinality
    as r (meter_id, day, reading_count, suspect_count, several_a_quarter, several_an_hour, place)
  on conflict (meter_id, quantity, day) do update
  set ${columns.map(([name]) => `${name} = excluded.${name}`).join(', ')}`;
