import type { PoolClient } from '@waris/database';
import type { DmaDay, MeterDay } from '../../domain/roll-ups/touched-days.ts';
import type { ReadingQuantity } from '../../domain/quantity.ts';

/** A day that was set aside for the first time. */
export type NewlySetAside = {
  readonly quantity: ReadingQuantity;
  readonly meterId: string | null;
  readonly dmaId: string | null;
  readonly day: string;
};

const longestReason = 500;

// A minute, then twice as long each time, up to an hour. What was set aside for the same day
// before is one with it.
const setAsideSql = `
  with gone as (
    delete from readings.touched_days t
    where t.id = any (array(
      select unnest($1::bigint[])
      union
      select a.id from readings.set_aside_marks() a
      join readings.touched_days failed on failed.id = any ($1::bigint[])
        and a.quantity = failed.quantity and a.day = failed.day
        and coalesce(a.meter_id, a.dma_id) = coalesce(failed.meter_id, failed.dma_id)
    ))
    returning t.*
  )
  insert into readings.touched_days
    (quantity, meter_id, dma_id, day, first_failed_at, failure_count, retry_at, failure)
  select quantity, meter_id, dma_id, day, coalesce(min(first_failed_at), now()),
    coalesce(max(failure_count), 0) + 1,
    now() + least(interval '1 hour', interval '1 minute' * 2 ^ least(coalesce(max(failure_count), 0), 6)),
    $2
  from gone
  group by quantity, meter_id, dma_id, day
  returning quantity, meter_id as "meterId", dma_id as "dmaId", day, failure_count as "failureCount"`;

/** Sets marks aside until later, with the reason; returns those that never were before. */
export async function setAside(
  client: PoolClient,
  ids: readonly number[],
  reason: string,
): Promise<readonly NewlySetAside[]> {
  const { rows } = await client.query<NewlySetAside & { failureCount: number }>(setAsideSql, [
    ids,
    reason.slice(0, longestReason),
  ]);
  return rows.flatMap(({ failureCount, ...mark }) => (failureCount === 1 ? [mark] : []));
}

/** Days that failed before and were written to since are whole now, whichever mark they came by. */
export async function clearSetAside(
  client: PoolClient,
  meterDays: readonly MeterDay[],
  dmaDays: readonly DmaDay[],
): Promise<void> {
  const days = [
    ...meterDays.map(({ quantity, meterId: id, day }) => ({ quantity, id, day })),
    ...dmaDays.map(({ quantity, dmaId: id, day }) => ({ quantity, id, day })),
  ];
  await client.query(
    `delete from readings.touched_days where id = any (array(
       select a.id from readings.set_aside_marks() a
       join unnest($1::text[], $2::uuid[], $3::integer[]) as d (quantity, id, day)
         on a.quantity = d.quantity and coalesce(a.meter_id, a.dma_id) = d.id
           and a.day = date '1970-01-01' + d.day
     ))`,
    [days.map(({ quantity }) => quantity), days.map(({ id }) => id), days.map(({ day }) => day)],
  );
}
