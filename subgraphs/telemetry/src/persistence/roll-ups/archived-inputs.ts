import type { PoolClient } from '@waris/database';
import type { DmaRun, MeterDay } from '../../domain/roll-ups/touched-days.ts';
import type { ReadingQuantity } from '../../domain/quantity.ts';
import { quantityCode } from '../../domain/tiers/day-readings.ts';
import type { ArchiveStore } from '../tiers/archive-store.ts';
import { restoreArchived } from '../tiers/restore.ts';

type Input = { readonly quantity: ReadingQuantity; readonly meterId: string };

const inputsSql = `
  select 'FLOW' as quantity, f.meter_id as "meterId"
  from dma.published_dma_flow_meters f
  where $2 = 'FLOW' and f.dma_id = any ($1::uuid[])
  union
  select 'PRESSURE', l.meter_id
  from dma.published_tanks k join dma.published_tank_level_meters l on l.tank_id = k.id
  where $2 = 'FLOW' and k.dma_id = any ($1::uuid[]) and l.meter_id is not null
  union
  select 'PRESSURE', p.id from dma.published_meters p
  where $2 = 'PRESSURE' and p.kind = 'pressure' and p.dma_id = any ($1::uuid[])`;

/**
 * Brings back to rows what DMAs are computed from and lies in the archive: SQL cannot see it there,
 * and one meter that is written to would otherwise stand alone. Calendar days and levels reach a
 * day beyond the run.
 */
export async function bringBackInputs(
  client: PoolClient,
  archive: ArchiveStore,
  { quantity, dmaIds, firstDay, lastDay }: DmaRun,
): Promise<void> {
  const { rowCount } = await client.query(
    `select from readings.tier_bounds
     where quantity = any ($1) and moved_until >= date '1970-01-01' + $2::integer limit 1`,
    [[quantityCode.FLOW, quantityCode.PRESSURE], firstDay - 1],
  );
  if (rowCount === 0) return;
  const { rows } = await client.query<Input>(inputsSql, [dmaIds, quantity]);
  const days = Array.from({ length: lastDay - firstDay + 3 }, (_, index) => firstDay - 1 + index);
  for (const [of, inputs] of Map.groupBy(rows, (input) => input.quantity)) {
    const meterDays = inputs.flatMap(({ meterId }) => days.map((day) => ({ meterId, day })));
    await restoreArchived(client, archive, of, meterDays);
  }
}

/**
 * The same for days of meters that are marked themselves: who writes by SQL does not bring them
 * back, and without their readings their roll-ups would be taken away.
 */
export async function bringBackMarked(
  client: PoolClient,
  archive: ArchiveStore,
  quantity: ReadingQuantity,
  meterDays: readonly MeterDay[],
): Promise<void> {
  const { rows } = await client.query<{ day: number }>(
    `select moved_until - date '1970-01-01' as day from readings.tier_bounds where quantity = $1`,
    [quantityCode[quantity]],
  );
  const bound = rows[0]?.day ?? -1;
  const old = meterDays.filter(({ day }) => day <= bound);
  await restoreArchived(client, archive, quantity, old);
}
