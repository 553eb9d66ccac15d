import type { PoolClient } from '@waris/database';
import type { DmaDay, MeterDay } from '../../domain/roll-ups/touched-days.ts';

const dmaDaysSql = `
  with touched as (
    select * from unnest($1::text[], $2::uuid[], $3::integer[]) as t (quantity, meter_id, day)
  )
  select m.dma_id as "dmaId", 'FLOW' as quantity, t.day
  from touched t
  join dma.published_dma_flow_meters m on m.meter_id = t.meter_id
  where t.quantity = 'FLOW'
  union
  select m.dma_id, 'PRESSURE', t.day
  from touched t
  join dma.published_meters m on m.id = t.meter_id
  where t.quantity = 'PRESSURE' and m.kind = 'pressure' and m.dma_id is not null
  union
  -- A level that was read on one day also ends the last bucket of the day before.
  select k.dma_id, 'FLOW', t.day - before
  from touched t
  join dma.published_tank_level_meters m on m.meter_id = t.meter_id
  join dma.published_tanks k on k.id = m.tank_id
  cross join generate_series(0, 1) as before
  where t.quantity = 'PRESSURE'`;

/** The days of DMAs that are summed up from days of meters. */
export async function dmaDaysOf(
  client: PoolClient,
  days: readonly MeterDay[],
): Promise<readonly DmaDay[]> {
  const { rows } = await client.query<DmaDay>(dmaDaysSql, [
    days.map(({ quantity }) => quantity),
    days.map(({ meterId }) => meterId),
    days.map(({ day }) => day),
  ]);
  return rows;
}
