import { query, type Pool } from '@waris/database';
import type { ReadingQuantity } from '../../domain/quantity.ts';
import type { Lying } from '../../domain/tiers/plan-retention.ts';
import { tableOf } from '../reading-tables.ts';
import { dateOf, startOf } from './meter-days.ts';

type Part = { firstDay: number; endDay: number; rows: number; bytes: number };

/** Half a million rows or so, counted in a second. */
const mostCountedBytes = 64e6;

/** Rows of the days before one, counted where they are few, else as the server estimates them. */
export async function surveyRows(
  pool: Pool,
  quantity: ReadingQuantity,
  beforeDay: number,
): Promise<readonly Lying[]> {
  const { table } = tableOf[quantity];
  const { rows: parts } = await query<Part>(
    pool,
    `select first_day - date '1970-01-01' as "firstDay", end_day - date '1970-01-01' as "endDay",
       row_count as rows, byte_count as bytes
     from readings.estimate_rows($1, $2)`,
    [table, dateOf(beforeDay)],
  );
  const total = (of: (part: Part) => number) => parts.reduce((sum, part) => sum + of(part), 0);
  const [bytes, rows] = [total((part) => part.bytes), total((part) => part.rows)];
  if (bytes > mostCountedBytes)
    return parts.flatMap((part) => (part.rows < 1 ? [] : daysOf(quantity, part)));
  const days = await countDays(pool, table, beforeDay);
  const usualBytes = 125;
  const bytesOfRow = rows > 1_000 ? bytes / rows : usualBytes;
  return days.map(({ day, readings }) => ({
    ...placeOf(quantity, day),
    readings,
    bytes: readings * bytesOfRow,
    estimated: false,
  }));
}

/** As if every day of a partition or chunk held as much. */
function daysOf(quantity: ReadingQuantity, part: Part): readonly Lying[] {
  const length = part.endDay - part.firstDay;
  return Array.from({ length }, (_, n) => ({
    ...placeOf(quantity, part.firstDay + n),
    readings: part.rows / length,
    bytes: part.bytes / length,
    estimated: true,
  }));
}

function placeOf(quantity: ReadingQuantity, day: number) {
  return { quantity, tier: 'ROWS' as const, fromDay: day, endDay: day + 1, receivedDay: 0 };
}

async function countDays(pool: Pool, table: string, beforeDay: number) {
  const { rows } = await query<{ day: number; readings: number }>(
    pool,
    `select (recorded_at at time zone 'UTC')::date - date '1970-01-01' as day, count(*)::integer as readings
     from readings.${table} where recorded_at < ${startOf('$1::integer')} group by 1`,
    [beforeDay],
  );
  return rows;
}
