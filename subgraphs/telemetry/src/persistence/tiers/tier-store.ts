import { query, type Pool } from '@waris/database';
import type { ReadingQuantity } from '../../domain/quantity.ts';
import { allQuantities } from '../../domain/tiers/day-readings.ts';
import type { Lying } from '../../domain/tiers/plan-retention.ts';
import type { RetentionPolicy } from '../../domain/tiers/retention-policy.ts';
import { tableOf } from '../reading-tables.ts';
import { archiveDays } from './archive-days.ts';
import type { ArchiveStore } from './archive-store.ts';
import { compactMonth, crowdedMonths } from './compact.ts';
import { cleanUpArchive, dropDerivedFlows, dropOldFile } from './drop-files.ts';
import {
  duePacked,
  dueRows,
  monthsWithPacked,
  monthsWithRows,
  type DueDay,
  type DueDays,
  type DueRequest,
} from './due-days.ts';
import { moveInParts, type PartsMoved } from './in-parts.ts';
import { dateOf, type MeterDay } from './meter-days.ts';
import { packDays } from './move-days.ts';
import { archiveFiles, surveyTiers, type Survey } from './survey.ts';

/** What a turn moved and could not move, and where to go on; null at the end of the month. */
export type Moved = PartsMoved & { readonly next: MeterDay | null };

/** Moves readings between tiers, some at a time; each turn is whole or has not happened. */
export type TierStore = {
  survey(policy: RetentionPolicy, today: number): Promise<Survey>;
  /** Months of each tier without counting: the readings and bytes of rows and packed are 0. */
  months(policy: RetentionPolicy, today: number): Promise<readonly Lying[]>;
  pack(request: DueRequest): Promise<Moved>;
  archive(request: DueRequest, from: 'ROWS' | 'PACKED', now: Date): Promise<Moved>;
  dropOne(quantity: ReadingQuantity, before: Date): Promise<number>;
  /** Some of the flows that followed from registers; false when that were all. */
  dropDerivedFlows(before: Date): Promise<boolean>;
  /** Months (days since 1970 of their first) of many small files. */
  crowdedMonths(quantity: ReadingQuantity): Promise<readonly number[]>;
  /** Makes one file of some of them; false when there are not that many. */
  compact(quantity: ReadingQuantity, month: number, now: Date): Promise<boolean>;
  cleanUp(now: Date): Promise<void>;
  dropEmptyPartitions(quantity: ReadingQuantity, beforeDay: number): Promise<number>;
};

/** Of a file of the archive, as long as a month has that many. */
const readingsOfFile = 50_000;

export function createTierStore(pool: Pool, archive: ArchiveStore, newId: () => string): TierStore {
  return {
    survey: (policy, today) => surveyTiers(pool, policy, today),
    months: (policy, today) => months(pool, policy, today),
    pack: async (request) => {
      const { days, next } = await dueRows(pool, request);
      const moved = await moveInParts(days, (part) => packDays(pool, request.quantity, part));
      return { ...moved, next };
    },
    archive: async (request, from, now) => {
      const { days, next } = await gather(
        (after) => (from === 'ROWS' ? dueRows : duePacked)(pool, { ...request, after }),
        request.after,
      );
      const context = { pool, archive, now, newId };
      const moved = await moveInParts(days, (part) => archiveDays(context, request.quantity, part));
      return { ...moved, next };
    },
    dropOne: (quantity, before) => dropOldFile(pool, quantity, before),
    dropDerivedFlows: (before) => dropDerivedFlows(pool, before),
    crowdedMonths: (quantity) => crowdedMonths(pool, quantity),
    compact: (quantity, month, now) => compactMonth({ pool, archive, now, newId }, quantity, month),
    cleanUp: (now) => cleanUpArchive(pool, archive, now),
    dropEmptyPartitions: async (quantity, beforeDay) => {
      const { rows } = await query<{ dropped: number }>(
        pool,
        'select readings.drop_empty_partitions($1, $2) as dropped',
        [tableOf[quantity].table, dateOf(beforeDay)],
      );
      return rows[0]?.dropped ?? 0;
    },
  };
}

/** Pages of due days until they fill a file. */
async function gather(
  page: (after: MeterDay | null) => Promise<DueDays>,
  start: MeterDay | null,
): Promise<DueDays> {
  const days: DueDay[] = [];
  let readings = 0;
  let after = start;
  do {
    const found = await page(after);
    days.push(...found.days);
    readings += found.days.reduce((sum, day) => sum + day.readingCount, 0);
    after = found.next;
  } while (after !== null && readings < readingsOfFile);
  return { days, next: after };
}

async function months(
  pool: Pool,
  policy: RetentionPolicy,
  today: number,
): Promise<readonly Lying[]> {
  const spans = await Promise.all(
    allQuantities.map(async (quantity) => {
      const rows = await monthsWithRows(pool, quantity);
      const packed = await monthsWithPacked(pool, quantity, today - policy[quantity].warmDays);
      const spanOf = (tier: Lying['tier']) => (fromDay: number) => ({
        quantity,
        tier,
        fromDay,
        endDay: startOfNextMonth(fromDay),
        receivedDay: 0,
        readings: 0,
        bytes: 0,
        estimated: true,
      });
      return [...rows.map(spanOf('ROWS')), ...packed.map(spanOf('PACKED'))];
    }),
  );
  return [...spans.flat(), ...(await archiveFiles(pool))];
}

function startOfNextMonth(day: number): number {
  const date = new Date(day * 86_400_000);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1) / 86_400_000;
}
