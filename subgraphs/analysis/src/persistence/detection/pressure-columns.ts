import { query, type Pool } from '@waris/database';
import { z } from 'zod';
import { quarterHourSeconds, type FlowGrid } from '../../domain/flow-grid.ts';
import type { Period } from '../../domain/period.ts';
import { pressureColumnsSql } from './published-days-sql.ts';

// A call costs up to a second before its first row on a large server, a row far less: a statement
// takes many meters at once, but no more than its time limit and its memory allow.
const metersPerStatement = 40;

const columnRows = z.array(
  z.object({
    meterId: z.string(),
    buckets: z.instanceof(Buffer),
    pressures: z.instanceof(Buffer),
  }),
);

/** Quarter-hours of pressure meters, on the grid of the period; without readings all are NaN. */
export async function readPressures(
  pool: Pool,
  meterIds: readonly string[],
  period: Period,
): Promise<(meterId: string) => FlowGrid> {
  const grids = new Map<string, FlowGrid>();
  for (let from = 0; from < meterIds.length; from += metersPerStatement) {
    const ids = meterIds.slice(from, from + metersPerStatement);
    const { rows } = await query(pool, pressureColumnsSql, [ids, period.from, period.to]);
    for (const { meterId, buckets, pressures } of columnRows.parse(rows)) {
      grids.set(meterId, toGrid(buckets, pressures, period));
    }
  }
  const none = Buffer.alloc(0);
  return (meterId) => grids.get(meterId) ?? toGrid(none, none, period);
}

// Big-endian columns, as `int4send` and `float8send` write them, onto the grid of the period.
function toGrid(buckets: Buffer, values: Buffer, { from, to }: Period): FlowGrid {
  const length = Math.ceil((to.getTime() - from.getTime()) / 1000 / quarterHourSeconds);
  const column = new Float64Array(length).fill(Number.NaN);
  for (let index = 0; index * 4 < buckets.length; index += 1) {
    column[buckets.readInt32BE(index * 4)] = values.readDoubleBE(index * 8);
  }
  return { startMs: from.getTime(), stepSeconds: quarterHourSeconds, values: column };
}
