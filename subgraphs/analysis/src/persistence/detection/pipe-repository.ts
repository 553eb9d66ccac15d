import { query, type Pool } from '@waris/database';
import { areaScopeCondition, areaScopeParameters, type AreaScope } from '@waris/service-kit';
import { pipeMaterials } from '@waris/water-loss';
import { z } from 'zod';

export type RegisteredPipe = z.infer<typeof pipeRow>;

/** Bursts that people confirmed in a DMA, and for how long its readings have been judged. */
export type BurstHistory = { readonly confirmed: number; readonly observedDays: number };

export type UnforetoldDma = z.infer<typeof unforetoldRow>;

export type PipeRepository = {
  /** By DMA; at most `mostPipes` each, and DMAs without pipes are absent. */
  findOfDmas(
    dmaIds: readonly string[],
    scope: AreaScope,
  ): Promise<ReadonlyMap<string, readonly RegisteredPipe[]>>;
  histories(
    dmaIds: readonly string[],
    scope: AreaScope,
  ): Promise<ReadonlyMap<string, BurstHistory>>;
  /** Up to `most` DMAs with pipes of which a model has not said anything in the year of their data. */
  findUnforetold(modelVersion: string, most: number): Promise<readonly UnforetoldDma[]>;
};

/** More pipes than any DMA has: what lies beyond would be an import gone wrong. */
export const mostPipes = 20_000;

const scopeCondition = areaScopeCondition(
  { region: 'd.region_id', branch: 'd.branch_id', dma: 'd.id' },
  2,
);

const pipesSql = `
  select p.*
  from dma.published_dmas d
  cross join lateral (
    select p.id, p.code, p.dma_id as "dmaId", p.length_m as "lengthM", p.diameter_mm as "diameterMm",
      p.material, p.installed_year as "installedYear"
    from dma.published_pipes p
    where p.dma_id = d.id
    order by p.id
    limit ${mostPipes}
  ) p
  where d.id = any($1::uuid[]) and ${scopeCondition}`;

// Bursts confirmed on the word of several models within a week are one.
const historySql = `
  with confirmed as materialized (
    select p.id, p.dma_id, coalesce(p.actual_start_at, e.start_at) as start_at
    from analysis.ai_predictions p
    join analysis.events e on e.id = p.id
    where p.dma_id = any($1::uuid[]) and p.kind = 'leak detection' and p.outcome = 'confirmed'
  )
  select d.id as "dmaId",
    (
      select count(*) from confirmed c
      where c.dma_id = d.id and not exists (
        select from confirmed o
        where o.dma_id = c.dma_id and o.start_at >= c.start_at - interval '7 days'
          and (o.start_at, o.id) < (c.start_at, c.id)
      )
    ) as confirmed,
    coalesce((
      select max(w.evaluated_through - w.first_day + 1) from analysis.watermarks w
      where w.dma_id = d.id
    ), 0) as "observedDays"
  from dma.published_dmas d
  where d.id = any($1::uuid[]) and ${scopeCondition}`;

const unforetoldSql = `
  select w.dma_id as "dmaId", d.time_zone as "timeZone",
    max(w.evaluated_through) as "judgedThrough"
  from analysis.watermarks w
  join dma.published_dmas d on d.id = w.dma_id and d.active
  where exists (select from dma.published_pipes p where p.dma_id = w.dma_id)
    and not exists (
      select from analysis.ai_predictions p
      where p.dma_id = w.dma_id and p.model_version = $1
        and p.data_until > date_trunc('year', w.evaluated_through::timestamp) at time zone d.time_zone
    )
  group by w.dma_id, d.time_zone
  order by w.dma_id
  limit $2`;

const unforetoldRow = z.object({
  dmaId: z.string(),
  timeZone: z.string(),
  judgedThrough: z.string(),
});

const pipeRow = z.object({
  id: z.string(),
  code: z.string(),
  dmaId: z.string(),
  lengthM: z.number(),
  diameterMm: z.number(),
  material: z.enum(pipeMaterials).nullable(),
  installedYear: z.number().nullable(),
});
const historyRows = z.array(
  z.object({ dmaId: z.string(), confirmed: z.number(), observedDays: z.number() }),
);

export function makePipeRepository(pool: Pool): PipeRepository {
  const select = async (statement: string, ids: readonly string[], scope: AreaScope) =>
    (await query(pool, statement, [ids, ...areaScopeParameters(scope)])).rows;
  return {
    findOfDmas: async (dmaIds, scope) => {
      const pipes = z.array(pipeRow).parse(await select(pipesSql, dmaIds, scope));
      return Map.groupBy(pipes, ({ dmaId }) => dmaId);
    },
    findUnforetold: async (modelVersion, most) =>
      z.array(unforetoldRow).parse((await query(pool, unforetoldSql, [modelVersion, most])).rows),
    histories: async (dmaIds, scope) => {
      const rows = historyRows.parse(await select(historySql, dmaIds, scope));
      return new Map(rows.map(({ dmaId, ...history }) => [dmaId, history]));
    },
  };
}
