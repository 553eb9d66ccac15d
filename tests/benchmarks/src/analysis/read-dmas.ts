import type pg from 'pg';
import { makeBranch } from '../make-branch.ts';

const lastDay = '2026-06-30';

/** DMAs that no model has judged yet. */
export async function unjudgedDmas(client: pg.Client): Promise<number> {
  const { rows } = await client.query<{ count: number }>(
    `select count(*)::integer as count from dma.published_dmas d
     where not exists (select from analysis.watermarks w where w.dma_id = d.id)`,
  );
  return rows[0]?.count ?? 0;
}

/** DMAs with an inlet each, and roll-ups of net inflow as telemetry would keep them. */
export async function makeReadDmas(
  client: pg.Client,
  { code, count, days }: { readonly code: string; readonly count: number; readonly days: number },
): Promise<void> {
  const { regionId, branchId } = await makeBranch(client, code);
  await client.query(
    `insert into dma.dmas (id, region_id, branch_id, code, name_th, name_en, connections,
       mains_length_km, average_pressure_m, created_at, updated_at)
     select gen_random_uuid(), $1, $2, $3 || '-' || lpad(n::text, 4, '0'), 'ทดสอบ', 'Benchmark', 1200,
       20, 25, now(), now()
     from generate_series(1, $4::integer) as n`,
    [regionId, branchId, code, count],
  );
  await client.query(
    `insert into dma.meters (id, branch_id, dma_id, serial_number, kind, state, created_at, updated_at)
     select gen_random_uuid(), $1, d.id, d.code || '/0', 'zone', 'active', now(), now()
     from dma.dmas d where d.branch_id = $1`,
    [branchId],
  );
  await client.query(rollupsSql, [branchId, days, lastDay]);
  await client.query('analyze');
}

// A day's pattern with noise that differs from day to day, shifted from DMA to DMA.
const rollupsSql = `
  with patterns as materialized (
    select day, array_agg(20 - 10 * cos((place + 20) * pi() / 48) + random() order by place) as quarters
    from generate_series(1, $2::integer) as day, generate_series(1, 96) as place
    group by 1
  ),
  hours as materialized (
    select p.day, p.quarters, array_agg(h.mean order by h.hour) as hours
    from patterns p
    cross join lateral (
      select (q.place - 1) / 4 as hour, avg(q.value) as mean
      from unnest(p.quarters) with ordinality as q (value, place) group by 1
    ) h
    group by 1, 2
  )
  insert into readings.dma_rollups (dma_id, quantity, day, reading_count, suspect_count, quarter_values,
    hour_values, hour_least, hour_greatest, revision)
  select d.id, 'FLOW', $3::date - ($2::integer - n), 96, 0, h.quarters, h.hours, h.hours, h.hours,
    nextval('readings.rollup_revisions')
  from (select id, row_number() over (order by code) as place from dma.dmas where branch_id = $1) d
  cross join generate_series(1, $2::integer) as n
  join hours h on h.day = (n + d.place) % $2::integer + 1`;
