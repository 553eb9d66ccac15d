import type { PoolClient } from '@waris/database';

// All that the roll-ups of a DMA depend on besides readings, as a text.
const compositionsSql = `
  select d.id, md5(concat_ws('|', d.time_zone,
    (select string_agg(f::text, ',' order by f::text) from (
      select meter_id, flow_sign, in_service_from at time zone 'UTC', retired_at at time zone 'UTC'
      from dma.published_dma_flow_meters where dma_id = d.id) f),
    (select string_agg(p::text, ',' order by p::text) from (
      select id, in_service_from at time zone 'UTC', retired_at at time zone 'UTC'
      from dma.published_meters where dma_id = d.id and kind = 'pressure') p),
    (select string_agg(t::text, ',' order by t::text) from (
      select k.id, k.surface_area_m2, l.meter_id, l.in_service_from at time zone 'UTC',
        l.retired_at at time zone 'UTC'
      from dma.published_tanks k left join dma.published_tank_level_meters l on l.tank_id = k.id
      where k.dma_id = d.id) t)
  )) as composition
  from dma.published_dmas d`;

/** Keeps of which meters the roll-ups of DMAs are computed, of those where it is not known. */
export async function keepCompositions(
  client: PoolClient,
  dmaIds: readonly string[],
): Promise<void> {
  await client.query(
    `insert into readings.dma_compositions (dma_id, composition)
     select c.id, c.composition from (${compositionsSql} where d.id = any ($1::uuid[])) c
     on conflict (dma_id) do nothing`,
    [dmaIds],
  );
}

/**
 * Marks every day of the DMAs whose meters, tanks or time zone are not what they were, new DMAs
 * included: their meters may have been read elsewhere before.
 */
export async function markChangedCompositions(client: PoolClient): Promise<void> {
  await client.query(`
    with changed as (
      insert into readings.dma_compositions as k (dma_id, composition)
      select c.id, c.composition from (${compositionsSql}) c
      on conflict (dma_id) do update set composition = excluded.composition
      where k.composition <> excluded.composition
      returning k.dma_id
    ),
    meters as (
      select c.dma_id, f.meter_id, 'FLOW' as quantity
      from changed c join dma.published_dma_flow_meters f on f.dma_id = c.dma_id
      union
      select c.dma_id, p.id, 'PRESSURE'
      from changed c join dma.published_meters p on p.dma_id = c.dma_id and p.kind = 'pressure'
    )
    insert into readings.touched_days (quantity, dma_id, day)
    select r.quantity, r.dma_id, r.day from readings.dma_rollups r join changed c using (dma_id)
    union
    select m.quantity, m.dma_id, r.day
    from meters m join readings.meter_rollups r on r.meter_id = m.meter_id and r.quantity = m.quantity`);
}
