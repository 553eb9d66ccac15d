import { PublicError } from '@waris/service-kit';
import type { ReadingQuantity } from '../../domain/quantity.ts';
import { quantityCode } from '../../domain/tiers/day-readings.ts';
import { touchedDays } from '../touched-days.ts';
import { archiveOutageOr, explain } from './archive-errors.ts';
import type { ArchiveStore } from './archive-store.ts';
import { columnsOf, dateOf, keyOf, type MeterDay, type Sql } from './meter-days.ts';
import { neighbourSql } from './neighbours-sql.ts';
import { restoreDays, type LostDays } from './restore.ts';

export type Written = {
  readonly quantity: ReadingQuantity;
  readonly meterIds: readonly string[];
  readonly meterOf: Uint32Array;
  readonly at: Float64Array;
};

/** A day that nothing can be written to, and why: for who wrote. */
export type UnwritableDay = MeterDay & { readonly message: string };

/** A day that has to be rows before another, most often the same, is written to. */
type NeededDay = MeterDay & { readonly writtenDay: number };

/** As `restoreWritable`, for a write of all or nothing: throws where a day cannot be written to. */
export async function restoreTouched(
  client: Sql,
  archive: ArchiveStore,
  written: Written,
): Promise<void> {
  const [unwritable] = await restoreWritable(client, archive, written);
  if (unwritable !== undefined) {
    throw new PublicError('SERVICE_UNAVAILABLE', unwritable.message);
  }
}

/**
 * Call in the transaction of a write, before it: holds its days against being moved, and brings
 * those that lie packed or archived back to rows, so that all writes are writes of rows. Of
 * registers also the days on either side, from which consumption is computed. Returns the days
 * that must not be written to, because a file of theirs cannot be read.
 */
export async function restoreWritable(
  client: Sql,
  archive: ArchiveStore,
  written: Written,
): Promise<readonly UnwritableDay[]> {
  const { meterOf, days } = touchedDays(written);
  const old = await holdDays(client, written.quantity, days);
  const registers = written.quantity === 'REGISTER';
  if (old.size === 0 && !registers) return [];
  const touched = Array.from(days, (day, index) => ({
    meterId: written.meterIds[meterOf[index] ?? 0] ?? '',
    day,
    writtenDay: day,
  }));
  const asked = touched.filter(({ day }) => old.has(day));
  const needed = registers ? [...asked, ...(await neighboursOf(client, touched))] : asked;
  try {
    const lost = [...(await restoreDays(client, archive, written.quantity, needed))];
    if (registers) {
      // Flows that follow from registers change with them.
      await holdDays(client, 'FLOW', days);
      lost.push(...(await restoreDays(client, archive, 'FLOW', needed)));
    }
    return unwritableDays(needed, lost);
  } catch (error) {
    throw archiveOutageOr(error);
  }
}

/** Those of the days (since 1970) that may lie packed or archived. */
async function holdDays(client: Sql, quantity: ReadingQuantity, days: Uint32Array) {
  const { rows } = await client.query<{ days: number[] | null }>(
    'select readings.hold_days($1::smallint, $2) as days',
    [quantityCode[quantity], [...new Set(days)]],
  );
  return new Set(rows[0]?.days);
}

async function neighboursOf(client: Sql, touched: readonly MeterDay[]) {
  const { rows } = await client.query<NeededDay>(neighbourSql, columnsOf(touched));
  return rows;
}

function unwritableDays(
  needed: readonly NeededDay[],
  lost: readonly LostDays[],
): readonly UnwritableDay[] {
  if (lost.length === 0) return [];
  const writtenOf = Map.groupBy(needed, keyOf);
  const found = lost.flatMap(({ error, days }) =>
    days.flatMap((day) =>
      (writtenOf.get(keyOf(day)) ?? []).map(({ meterId, writtenDay }) => ({
        meterId,
        day: writtenDay,
        message:
          `Nothing can be written to ${dateOf(writtenDay)} of this meter: its readings of ${dateOf(day.day)} lie where ` +
          `they cannot be read. ${explain(error)}`,
      })),
    ),
  );
  return Array.from(new Map(found.map((day) => [keyOf(day), day])).values());
}
