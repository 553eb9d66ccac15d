import type { PlannedNode, PlannedPipe } from '../../domain/import/plan.ts';
import type { MergeContext } from './merge-areas.ts';
import { mergeRows, returningChanges, type Changes } from './merge.ts';

const nodeSql = `
  insert into dma.nodes (id, branch_id, dma_id, code, kind, elevation_m, geom)
  select i.id, $1, d.id, i.code, i.kind, i.elevation_m, st_setsrid(st_makepoint(i.longitude, i.latitude), 4326)
  from unnest($2::uuid[], $3::text[], $4::text[], $5::float8[], $6::text[], $7::float8[], $8::float8[])
    as i (id, code, kind, elevation_m, dma_code, longitude, latitude)
  left join dma.dmas d on d.code = i.dma_code
  on conflict (branch_id, code) do update set dma_id = excluded.dma_id, kind = excluded.kind,
    elevation_m = excluded.elevation_m, geom = excluded.geom
  where (nodes.dma_id, nodes.kind, nodes.elevation_m, nodes.geom)
    is distinct from (excluded.dma_id, excluded.kind, excluded.elevation_m, excluded.geom)
  ${returningChanges}`;

export function mergeNodes(
  { client, branchId, newId }: MergeContext,
  rows: readonly PlannedNode[],
  onProgress: (done: number) => void,
): Promise<Changes> {
  return mergeRows(client, {
    sql: nodeSql,
    before: [branchId],
    rows,
    toColumns: (nodes) => [
      nodes.map(newId),
      nodes.map(({ code }) => code),
      nodes.map(({ kind }) => kind),
      nodes.map(({ elevationM }) => elevationM),
      nodes.map(({ dmaCode }) => dmaCode),
      nodes.map(({ position }) => position[0]),
      nodes.map(({ position }) => position[1]),
    ],
    onProgress,
  });
}

const pipeSql = `
  insert into dma.pipes (id, branch_id, dma_id, code, start_node_id, end_node_id, length_m,
    diameter_mm, open, created_at, updated_at)
  select i.id, $1, d.id, i.code, a.id, z.id, i.length_m, i.diameter_mm, i.open, $2, $2
  from unnest($3::uuid[], $4::text[], $5::text[], $6::text[], $7::float8[], $8::float8[], $9::boolean[], $10::text[])
    as i (id, code, start_node, end_node, length_m, diameter_mm, open, dma_code)
  left join dma.dmas d on d.code = i.dma_code
  left join dma.nodes a on a.branch_id = $1 and a.code = i.start_node
  left join dma.nodes z on z.branch_id = $1 and z.code = i.end_node
  on conflict (branch_id, code) do update set dma_id = excluded.dma_id,
    start_node_id = excluded.start_node_id, end_node_id = excluded.end_node_id,
    length_m = excluded.length_m, diameter_mm = excluded.diameter_mm, open = excluded.open,
    updated_at = excluded.updated_at
  where (pipes.dma_id, pipes.start_node_id, pipes.end_node_id, pipes.length_m, pipes.diameter_mm, pipes.open)
    is distinct from (excluded.dma_id, excluded.start_node_id, excluded.end_node_id,
      excluded.length_m, excluded.diameter_mm, excluded.open)
  ${returningChanges}`;

const pathSql = `
  insert into spatial.pipe_network (pipe_id, geom)
  select p.id, st_geomfromtext(i.path, 4326)
  from unnest($2::text[], $3::text[]) as i (code, path)
  join dma.pipes p on p.branch_id = $1 and p.code = i.code
  on conflict (pipe_id) do update set geom = excluded.geom
  where pipe_network.geom is distinct from excluded.geom
  returning pipe_id as id, false as inserted`;

export async function mergePipes(
  { client, branchId, at, newId }: MergeContext,
  rows: readonly PlannedPipe[],
  onProgress: (done: number) => void,
): Promise<Changes> {
  const changes = await mergeRows(client, {
    sql: pipeSql,
    before: [branchId, at],
    rows,
    toColumns: (pipes) => [
      pipes.map(newId),
      pipes.map(({ code }) => code),
      pipes.map(({ startNode }) => startNode),
      pipes.map(({ endNode }) => endNode),
      pipes.map(({ lengthM }) => lengthM),
      pipes.map(({ diameterMm }) => diameterMm),
      pipes.map(({ isOpen }) => isOpen),
      pipes.map(({ dmaCode }) => dmaCode),
    ],
    onProgress,
  });
  const withPath = rows.filter(({ path }) => path.length > 1);
  return mergeRows(
    client,
    {
      sql: pathSql,
      before: [branchId],
      rows: withPath,
      toColumns: (pipes) => [pipes.map(({ code }) => code), pipes.map(toWellKnownText)],
    },
    changes,
  );
}

function toWellKnownText({ path }: PlannedPipe): string {
  return `LINESTRING(${path.map((position) => position.join(' ')).join(',')})`;
}
