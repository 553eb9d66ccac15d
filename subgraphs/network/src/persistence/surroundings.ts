import { query, type Pool } from '@waris/database';
import { areaScopeParameters, type AreaScope } from '@waris/service-kit';
import type { FlowMeter, Tank } from '../domain/register.ts';
import * as listings from './listings.ts';

/** What belongs to a DMA besides its pages of meters and pipes; bounded, in one statement each. */
export type Surroundings = {
  readonly flowMetersOf: (
    scope: AreaScope,
    dmaIds: readonly string[],
  ) => Promise<readonly FlowMeter[][]>;
  readonly tanksOf: (scope: AreaScope, dmaIds: readonly string[]) => Promise<readonly Tank[][]>;
};

const mostPerDma = 1_000;

export function openSurroundings(pool: Pool): Surroundings {
  async function perDma<Row>(
    scope: AreaScope,
    dmaIds: readonly string[],
    sql: string,
  ): Promise<readonly Row[][]> {
    const { rows } = await query<Row & { dmaId: string }>(pool, sql, [
      ...areaScopeParameters(scope),
      dmaIds,
    ]);
    const byDma = Map.groupBy(rows, ({ dmaId }) => dmaId);
    return dmaIds.map((id): Row[] => byDma.get(id) ?? []);
  }

  return {
    flowMetersOf: (scope, dmaIds) =>
      perDma(
        scope,
        dmaIds,
        `select d.id as "dmaId", f."meterId", f.direction
         from dma.dmas d cross join lateral (
           select f.meter_id as "meterId",
             case when f.flow_sign > 0 then 'IN' else 'OUT' end as direction
           from dma.published_dma_flow_meters f join dma.meters m on m.id = f.meter_id
           where f.dma_id = d.id and coalesce(f.in_service_from <= now(), true)
             and coalesce(f.retired_at > now(), true)
           order by f.flow_sign desc, m.serial_number limit ${mostPerDma}
         ) as f
         where d.id = any($5::uuid[]) and ${listings.dmas.inArea}`,
      ),
    tanksOf: (scope, dmaIds) =>
      perDma(
        scope,
        dmaIds,
        `select d.id as "dmaId", t.* from dma.dmas d cross join lateral (
           select t.code, t.surface_area_m2 as "surfaceAreaM2", t.level_meter_id as "levelMeterId"
           from dma.tanks t where t.dma_id = d.id order by t.code limit ${mostPerDma}
         ) as t
         where d.id = any($5::uuid[]) and ${listings.dmas.inArea}`,
      ),
  };
}
