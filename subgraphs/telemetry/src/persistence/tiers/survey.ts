import { query, type Pool } from '@waris/database';
import { allQuantities } from '../../domain/tiers/day-readings.ts';
import type { Lying, TierBytes } from '../../domain/tiers/plan-retention.ts';
import type { RetentionPolicy } from '../../domain/tiers/retention-policy.ts';
import { quantityOf } from './meter-days.ts';
import { surveyPacked } from './survey-packed.ts';
import { surveyRows } from './survey-rows.ts';

export type Survey = { readonly lying: readonly Lying[]; readonly bytesPerReading: TierBytes };

/** Before anything was measured here: what was measured on published data. */
const usualBytes = 2.5;

/** What lies where, day by day, of all that is due; estimated where counting would take long. */
export async function surveyTiers(
  pool: Pool,
  policy: RetentionPolicy,
  today: number,
): Promise<Survey> {
  const rows: Lying[] = [];
  for (const quantity of allQuantities) {
    rows.push(...(await surveyRows(pool, quantity, today - policy[quantity].hotDays)));
  }
  const packed = await surveyPacked(pool, policy, today);
  const files = await archiveFiles(pool);
  const readings = files.reduce((sum, file) => sum + file.readings, 0);
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  return {
    lying: [...rows, ...packed.lying, ...files],
    bytesPerReading: {
      packed: packed.bytesPerReading,
      archived: readings === 0 ? usualBytes : bytes / readings,
    },
  };
}

type Span = { quantity: number; fromDay: number; endDay: number; readings: number; bytes: number };

export async function archiveFiles(pool: Pool): Promise<readonly Lying[]> {
  const { rows } = await query<Span & { receivedDay: number }>(
    pool,
    `select quantity, (first_at at time zone 'UTC')::date - date '1970-01-01' as "fromDay",
       (last_at at time zone 'UTC')::date - date '1970-01-01' as "endDay",
       (last_received_at at time zone 'UTC')::date - date '1970-01-01' as "receivedDay",
       reading_count as readings, byte_count as bytes
     from readings.archive_files where state = 'kept'`,
  );
  return rows.map((row) => ({
    ...row,
    quantity: quantityOf(row.quantity),
    tier: 'ARCHIVE',
    estimated: false,
  }));
}
