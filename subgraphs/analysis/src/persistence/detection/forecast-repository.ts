import { query, type Pool } from '@waris/database';
import { z } from 'zod';
import type { FlowGrid } from '../../domain/flow-grid.ts';
import { forecastContent, type ForecastContent } from '../../domain/forecast/forecast-content.ts';
import type { Period } from '../../domain/period.ts';

export type KeptForecast = {
  readonly id: string;
  readonly modelVersion: string;
  readonly content: ForecastContent;
  readonly hasTruth: boolean;
};

/** Hours of demand and kept forecasts, for the work that makes and scores them. */
export type ForecastRepository = {
  /** Hours of net inflow of a DMA from `period.from`. */
  demand(dmaId: string, period: Period): Promise<FlowGrid>;
  /** Forecasts of a DMA that begin within the period; some ten a week. */
  findForecasts(dmaId: string, period: Period): Promise<readonly KeptForecast[]>;
  /** From when on the latest forecast of a model is, by DMA; absent where there is none. */
  latestOrigins(
    dmaIds: readonly string[],
    modelVersion: string,
  ): Promise<ReadonlyMap<string, number>>;
  /**
   * Deletes some thousand forecasts that begin before an instant: those that were only shown and
   * have a later one of the same model (`shownBefore`), and any (`anyBefore`). How many there were.
   */
  prune(shownBefore: Date, anyBefore: Date): Promise<number>;
};

const demandSql = `
  select string_agg(
      int4send((extract(epoch from f.bucket_at - $2::timestamptz) / 3600)::integer), ''::bytea
      order by f.bucket_at
    ) as buckets,
    string_agg(
      float8send(coalesce(f.net_inflow_m3_per_hour, 'NaN'::double precision)), ''::bytea
      order by f.bucket_at
    ) as flows
  from readings.published_dma_net_inflow(
    array[$1::uuid], $2::timestamptz, $3::timestamptz, interval '1 hour'
  ) f`;

const forecastsSql = `
  select p.id, p.model_version as "modelVersion", p.content, p.truth is not null as "hasTruth"
  from analysis.ai_predictions p
  where p.dma_id = $1 and p.kind = 'demand forecast'
    and p.data_until >= $2 and p.data_until < $3`;

const latestOriginsSql = `
  select w.dma_id as "dmaId", (extract(epoch from p.data_until) * 1000)::float8 as "originMs"
  from unnest($1::uuid[]) as w (dma_id)
  cross join lateral (
    select p.data_until from analysis.ai_predictions p
    where p.dma_id = w.dma_id and p.kind = 'demand forecast' and p.model_version = $2
    order by p.data_until desc limit 1
  ) p`;

// On Mondays all models are compared: only those forecasts are kept for good.
const pruneSql = `
  with stale as (
    select p.id
    from analysis.ai_predictions p
    left join dma.published_dmas d on d.id = p.dma_id
    where p.kind = 'demand forecast' and p.outcome is null
      and (p.data_until < $2
        or (p.data_until < $1
          and extract(isodow from p.data_until at time zone coalesce(d.time_zone, 'UTC')) <> 1
          and exists (
            select from analysis.ai_predictions n
            where n.dma_id = p.dma_id and n.data_until > p.data_until
              and n.kind = p.kind and n.model_version = p.model_version
          )))
    limit 5000
  )
  delete from analysis.ai_predictions p using stale where p.id = stale.id`;

const originRows = z.array(z.object({ dmaId: z.string(), originMs: z.number() }));
const demandRow = z.object({
  buckets: z.instanceof(Buffer).nullable(),
  flows: z.instanceof(Buffer).nullable(),
});
const forecastRows = z.array(
  z.object({
    id: z.string(),
    modelVersion: z.string(),
    content: forecastContent,
    hasTruth: z.boolean(),
  }),
);

export function makeForecastRepository(pool: Pool): ForecastRepository {
  return {
    demand: async (dmaId, { from, to }) => {
      const { rows } = await query(pool, demandSql, [dmaId, from, to]);
      const { buckets, flows } = demandRow.parse(rows[0]);
      const hours = Math.ceil((to.getTime() - from.getTime()) / 3_600_000);
      const values = new Float64Array(hours).fill(Number.NaN);
      for (let index = 0; index * 4 < (buckets?.length ?? 0); index += 1) {
        values[buckets?.readInt32BE(index * 4) ?? 0] = flows?.readDoubleBE(index * 8) ?? Number.NaN;
      }
      return { startMs: from.getTime(), stepSeconds: 3600, values };
    },
    findForecasts: async (dmaId, { from, to }) =>
      forecastRows.parse((await query(pool, forecastsSql, [dmaId, from, to])).rows),
    prune: async (shownBefore, anyBefore) =>
      (await query(pool, pruneSql, [shownBefore, anyBefore])).rowCount ?? 0,
    latestOrigins: async (dmaIds, modelVersion) => {
      if (dmaIds.length === 0) return new Map();
      const { rows } = await query(pool, latestOriginsSql, [dmaIds, modelVersion]);
      return new Map(originRows.parse(rows).map(({ dmaId, originMs }) => [dmaId, originMs]));
    },
  };
}
