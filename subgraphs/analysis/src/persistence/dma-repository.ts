import { query, type Pool } from '@waris/database';
import { areaScopeCondition, areaScopeParameters, type AreaScope } from '@waris/service-kit';
import { z } from 'zod';
import type { Dma } from '../domain/dma.ts';
import { mostDmasCompared } from '../domain/loss-ranking.ts';

/** DMAs as the network publishes them; rows outside the scope look like absent ones. */
export type DmaRepository = {
  findByIds(ids: readonly string[], scope: AreaScope): Promise<readonly Dma[]>;
  findByCode(code: string, scope: AreaScope): Promise<Dma | null>;
  /** Active DMAs of those branches that the caller sees as a whole. */
  findOfBranches(branchIds: readonly string[], scope: AreaScope): Promise<readonly Dma[]>;
  /** Active DMAs of those regions that the caller sees as a whole. */
  findOfRegions(regionIds: readonly string[], scope: AreaScope): Promise<readonly Dma[]>;
  /** Active DMAs by code; one more than `mostDmasCompared` when there are too many. */
  findActive(area: AreaFilter, scope: AreaScope): Promise<readonly Dma[]>;
};

/** Null leaves the region or branch open. */
export type AreaFilter = { readonly regionId: string | null; readonly branchId: string | null };

// Of meters past and present: while no inlet is in service, telemetry gives no inflow.
const columns = `d.id, d.code, d.region_id as "regionId", d.branch_id as "branchId",
  d.time_zone as "timeZone", d.connections, d.mains_length_km as "mainsLengthKm",
  d.private_pipe_length_km as "privatePipeLengthKm", d.average_pressure_m as "averagePressureM",
  d.population,
  exists (
    select from dma.published_dma_flow_meters m where m.dma_id = d.id and m.flow_sign = 1
  ) as "hasInlet",
  exists (
    select from dma.published_dma_flow_meters m where m.dma_id = d.id and m.flow_sign = -1
  ) as "hasOutlet",
  (
    select case when bool_and(p.last_calibrated_on is not null) then min(p.last_calibrated_on) end
    from dma.published_dma_flow_meters m
    join dma.published_meters p on p.id = m.meter_id
    where m.dma_id = d.id and m.retired_at is null
  ) as "oldestCalibrationOn"`;

const rows = z.array(
  z.object({
    id: z.string(),
    code: z.string(),
    regionId: z.string(),
    branchId: z.string(),
    timeZone: z.string(),
    connections: z.number().nullable(),
    mainsLengthKm: z.number().nullable(),
    privatePipeLengthKm: z.number().nullable(),
    averagePressureM: z.number().nullable(),
    population: z.number().nullable(),
    hasInlet: z.boolean(),
    hasOutlet: z.boolean(),
    oldestCalibrationOn: z.string().nullable(),
  }),
);

const noColumn = 'null::uuid';
const dmaColumns = { region: 'd.region_id', branch: 'd.branch_id', dma: 'd.id' };
// A total of an area is for those who see the whole of it, so a narrower scope does not count.
const branchColumns = { ...dmaColumns, dma: noColumn };
const regionColumns = { ...dmaColumns, branch: noColumn, dma: noColumn };

const from = 'from dma.published_dmas d';
const statements = {
  byIds: `select ${columns} ${from} where d.id = any($1::uuid[]) and ${areaScopeCondition(dmaColumns, 2)}`,
  byCode: `select ${columns} ${from} where d.code = $1 and ${areaScopeCondition(dmaColumns, 2)}`,
  ofBranches: `select ${columns} ${from}
    where d.branch_id = any($1::uuid[]) and d.active and ${areaScopeCondition(branchColumns, 2)}`,
  ofRegions: `select ${columns} ${from}
    where d.region_id = any($1::uuid[]) and d.active and ${areaScopeCondition(regionColumns, 2)}`,
  active: `select ${columns} ${from}
    where d.active and ($1::uuid is null or d.region_id = $1) and ($2::uuid is null or d.branch_id = $2)
      and ${areaScopeCondition(dmaColumns, 3)}
    order by d.code
    limit ${mostDmasCompared + 1}`,
};

export function makeDmaRepository(pool: Pool): DmaRepository {
  const select = async (statement: string, values: readonly unknown[]) =>
    rows.parse((await query(pool, statement, values)).rows);
  const find = (statement: string, key: unknown, scope: AreaScope) =>
    select(statement, [key, ...areaScopeParameters(scope)]);
  return {
    findByIds: (ids, scope) => find(statements.byIds, ids.filter(isUuid), scope),
    findByCode: async (code, scope) => (await find(statements.byCode, code, scope))[0] ?? null,
    findOfBranches: (ids, scope) => find(statements.ofBranches, ids.filter(isUuid), scope),
    findOfRegions: (ids, scope) => find(statements.ofRegions, ids.filter(isUuid), scope),
    findActive: async ({ regionId, branchId }, scope) => {
      if ([regionId, branchId].some((id) => id !== null && !isUuid(id))) return [];
      const values = [regionId, branchId, ...areaScopeParameters(scope)];
      return select(statements.active, values);
    },
  };
}

// An id that is none belongs to nothing; the database would call it an error.
export function isUuid(id: string): boolean {
  return z.guid().safeParse(id).success;
}
