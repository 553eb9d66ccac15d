import { query, type Pool } from '@waris/database';

/** What lies in the outbox, and whether it grows. */
export type OutboxReport = {
  /** Messages that nobody has taken yet; no more than 100,000 are counted. */
  readonly waitingCount: number;
  readonly waitingSince: Date | null;
  /** Delivered so long ago that they should be gone; counted as the others. */
  readonly overdueCount: number;
  /** For how many days a delivered message is kept. */
  readonly keptDays: number;
  readonly byteCount: number;
};

const mostCounted = 100_000;

const reportSql = `
  select waiting.count as "waitingCount", waiting.since as "waitingSince",
    overdue.count as "overdueCount", pg_total_relation_size('public.outbox') as "byteCount"
  from
    (select count(*), min(occurred_at) as since from (
      select occurred_at from public.outbox where delivered_at is null order by id limit $2
    ) w) waiting,
    (select count(*) from (
      select 1 from public.outbox where delivered_at < $1 limit $2
    ) o) overdue`;

export async function inspectOutbox(
  pool: Pool,
  keptDays: number,
  overdueBefore: Date,
): Promise<OutboxReport> {
  const { rows } = await query<Omit<OutboxReport, 'keptDays'>>(pool, reportSql, [
    overdueBefore,
    mostCounted,
  ]);
  const [row] = rows;
  if (row === undefined) throw new Error('An aggregate without a row.');
  return { ...row, keptDays };
}
