import type { PoolClient } from '@waris/database';
import type { ReadingQuantity } from '../domain/quantity.ts';
import { integerArray } from './binary-arrays.ts';

type Written = {
  readonly quantity: ReadingQuantity;
  readonly meterIds: readonly string[];
  readonly meterOf: Uint32Array;
  readonly at: Float64Array;
};

const dayMs = 86_400_000;

/** Marks the days of what was written, in its transaction: their roll-ups are computed anew. */
export async function touchDays(client: PoolClient, written: Written): Promise<void> {
  const { meterOf, days } = touchedDays(written);
  await client.query(touchSql, [
    written.quantity,
    written.meterIds,
    integerArray(meterOf),
    integerArray(days),
  ]);
}

/** Each day (UTC, as days since 1970) of each meter once, where rows lie by meter and time. */
export function touchedDays({ meterOf, at }: Written) {
  const meters: number[] = [];
  const days: number[] = [];
  at.forEach((instant, row) => {
    const meter = meterOf[row] ?? 0;
    const day = Math.floor(instant / dayMs);
    if (meters.at(-1) === meter && days.at(-1) === day) return;
    meters.push(meter);
    days.push(day);
  });
  return { meterOf: Uint32Array.from(meters), days: Uint32Array.from(days) };
}

const touchSql = `
  insert into readings.touched_days (quantity, meter_id, day)
  select $1, ($2::uuid[])[t.meter + 1], date '1970-01-01' + t.day
  from unnest($3::integer[], $4::integer[]) as t (meter, day)`;
