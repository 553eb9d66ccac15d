import { query, type Pool } from '@waris/database';
import type { ReadingQuantity } from '../domain/quantity.ts';
import type { Period } from '../domain/series-resolution.ts';

/** A day whose roll-ups cannot be computed. */
export type HeldUpDay = {
  readonly startsAt: Date;
  readonly quantity: ReadingQuantity;
  readonly failedAt: Date;
  readonly retryAt: Date;
};

const mostDays = 100;

// Of the DMA itself and of its meters; days that are set aside are few.
const heldUpSql = `
  with held_up as materialized (
    select * from readings.set_aside_marks()
    where day >= ($2::timestamptz at time zone 'UTC')::date
      and day <= (($3::timestamptz - interval '1 microsecond') at time zone 'UTC')::date
  )
  select d.id as "dmaId", f.*
  from unnest($1::uuid[]) as d (id)
  cross join lateral (
    select h.day::timestamp at time zone 'UTC' as "startsAt", h.quantity,
      min(h.first_failed_at) as "failedAt", min(h.retry_at) as "retryAt"
    from held_up h
    left join dma.published_meters m on m.id = h.meter_id
    where d.id in (h.dma_id, m.dma_id, m.source_dma_id)
    group by 1, 2 order by 1, 2 limit ${mostDays}
  ) f
  order by f."startsAt", f.quantity`;

/** Days of DMAs that a period touches, in order of time; DMAs without any are absent. */
export async function findHeldUpDays(
  pool: Pool,
  dmaIds: readonly string[],
  { from, to }: Period,
): Promise<ReadonlyMap<string, readonly HeldUpDay[]>> {
  const { rows } = await query<HeldUpDay & { dmaId: string }>(pool, heldUpSql, [dmaIds, from, to]);
  return Map.groupBy(rows, ({ dmaId }) => dmaId);
}
