import type { PlannedMeter } from '../../domain/import/plan-meters.ts';
import type { PlannedTank } from '../../domain/import/plan.ts';
import type { MergeContext } from './merge-areas.ts';
import { mergeRows, returningChanges, type Changes } from './merge.ts';

// State, maker and dates are the register's, not the file's.
const meterSql = `
  insert into dma.meters (id, branch_id, serial_number, kind, dma_id, source_dma_id, created_at, updated_at)
  select i.id, $1, i.serial_number, i.kind, d.id, s.id, $2, $2
  from unnest($3::uuid[], $4::text[], $5::text[], $6::text[], $7::text[])
    as i (id, serial_number, kind, dma_code, source_dma_code)
  left join dma.dmas d on d.code = i.dma_code
  left join dma.dmas s on s.code = i.source_dma_code
  on conflict (serial_number) do update set kind = excluded.kind, dma_id = excluded.dma_id,
    source_dma_id = excluded.source_dma_id, updated_at = excluded.updated_at
  where meters.branch_id = excluded.branch_id and (meters.kind, meters.dma_id, meters.source_dma_id)
    is distinct from (excluded.kind, excluded.dma_id, excluded.source_dma_id)
  ${returningChanges}`;

const locationSql = `
  insert into spatial.meter_locations (meter_id, geom, node_code)
  select m.id, st_setsrid(st_makepoint(i.longitude, i.latitude), 4326), i.node_code
  from unnest($2::text[], $3::float8[], $4::float8[], $5::text[])
    as i (serial_number, longitude, latitude, node_code)
  join dma.meters m on m.serial_number = i.serial_number and m.branch_id = $1
  on conflict (meter_id) do update set geom = excluded.geom, node_code = excluded.node_code
  where (meter_locations.geom, meter_locations.node_code)
    is distinct from (excluded.geom, excluded.node_code)
  returning meter_id as id, false as inserted`;

export async function mergeMeters(
  { client, branchId, at, newId }: MergeContext,
  rows: readonly PlannedMeter[],
): Promise<Changes> {
  const changes = await mergeRows(client, {
    sql: meterSql,
    before: [branchId, at],
    rows,
    toColumns: (meters) => [
      meters.map(newId),
      meters.map(({ serialNumber }) => serialNumber),
      meters.map(({ kind }) => kind),
      meters.map(({ dmaCode }) => dmaCode),
      meters.map(({ sourceDmaCode }) => sourceDmaCode),
    ],
  });
  return mergeRows(
    client,
    {
      sql: locationSql,
      before: [branchId],
      rows: rows.filter(({ position }) => position !== null),
      toColumns: (meters) => [
        meters.map(({ serialNumber }) => serialNumber),
        meters.map(({ position }) => position?.[0] ?? null),
        meters.map(({ position }) => position?.[1] ?? null),
        meters.map(({ kind, at: place }) => (kind === 'pressure' ? place : null)),
      ],
    },
    changes,
  );
}

// A tank that another cut of the network puts elsewhere must not be counted twice.
const moveTanksSql = `
  update dma.tanks t set dma_id = d.id
  from unnest($2::text[], $3::text[]) as i (code, dma_code)
  join dma.dmas d on d.code = i.dma_code, dma.dmas old
  where t.code = i.code and t.dma_id = old.id and old.branch_id = $1 and old.id <> d.id
  returning t.id, false as inserted`;

// A level meter that took the place of the file's stays.
const tankSql = `
  insert into dma.tanks (id, dma_id, code, surface_area_m2, level_meter_id)
  select i.id, d.id, i.code, i.surface_area_m2, m.id
  from unnest($2::uuid[], $3::text[], $4::text[], $5::float8[], $6::text[])
    as i (id, code, dma_code, surface_area_m2, level_serial)
  join dma.dmas d on d.code = i.dma_code
  left join dma.meters m on m.serial_number = i.level_serial and m.branch_id = $1
  on conflict (dma_id, code) do update set surface_area_m2 = excluded.surface_area_m2,
    level_meter_id = coalesce(tanks.level_meter_id, excluded.level_meter_id)
  where (tanks.surface_area_m2, tanks.level_meter_id)
    is distinct from (excluded.surface_area_m2, coalesce(tanks.level_meter_id, excluded.level_meter_id))
  ${returningChanges}`;

export async function mergeTanks(
  { client, branchId, newId }: MergeContext,
  rows: readonly PlannedTank[],
): Promise<Changes> {
  const changes = await mergeRows(client, {
    sql: moveTanksSql,
    before: [branchId],
    rows,
    toColumns: (tanks) => [tanks.map(({ code }) => code), tanks.map(({ dmaCode }) => dmaCode)],
  });
  return mergeRows(
    client,
    {
      sql: tankSql,
      before: [branchId],
      rows,
      toColumns: (tanks) => [
        tanks.map(newId),
        tanks.map(({ code }) => code),
        tanks.map(({ dmaCode }) => dmaCode),
        tanks.map(({ surfaceAreaM2 }) => surfaceAreaM2),
        tanks.map(({ levelSerial }) => levelSerial),
      ],
    },
    changes,
  );
}
