import {
  appendToOutbox,
  inTransaction,
  query,
  type OutboxMessage,
  type Pool,
} from '@waris/database';
import { z } from 'zod';
import type { CostSettings } from '../domain/water-costs.ts';

export type CostLevel = 'region' | 'branch' | 'dma';

/** Prices with the area that they were set for. */
export type KeptCostSettings = CostSettings & {
  readonly areaId: string;
  readonly level: CostLevel;
  readonly setBy: { readonly kind: string; readonly id: string };
  readonly setAt: Date;
};

/**
 * Prices are no secret of an area: whoever sees a DMA sees what its losses are worth, by prices
 * that may have been set for its region. So they are found by area ids that were read in scope.
 */
export type CostSettingsRepository = {
  findOfAreas(areaIds: readonly string[]): Promise<readonly KeptCostSettings[]>;
  /** In the place of those that the area had. */
  set(settings: KeptCostSettings, message: OutboxMessage): Promise<void>;
  remove(areaId: string, message: OutboxMessage): Promise<void>;
};

const rows = z.array(
  z.object({
    areaId: z.string(),
    level: z.enum(['region', 'branch', 'dma']),
    currency: z.string(),
    retailPerM3: z.number(),
    productionPerM3: z.number(),
    valueLossesAt: z.enum(['production', 'retail']),
    annualOperatingCost: z.number().nullable(),
    leakControlCostPerKm: z.number().nullable(),
    setBy: z.string(),
    setAt: z.date(),
  }),
);

const findSql = `
  select area_id as "areaId", level, currency, retail_price_per_m3 as "retailPerM3",
    production_cost_per_m3 as "productionPerM3", value_losses_at as "valueLossesAt",
    annual_operating_cost as "annualOperatingCost",
    leak_control_cost_per_km as "leakControlCostPerKm", set_by as "setBy", set_at as "setAt"
  from analysis.cost_settings
  where area_id = any($1::uuid[])`;

const setSql = `
  insert into analysis.cost_settings (area_id, level, currency, retail_price_per_m3,
    production_cost_per_m3, value_losses_at, annual_operating_cost, leak_control_cost_per_km,
    set_by, set_at)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
  on conflict (area_id) do update set currency = excluded.currency,
    retail_price_per_m3 = excluded.retail_price_per_m3,
    production_cost_per_m3 = excluded.production_cost_per_m3,
    value_losses_at = excluded.value_losses_at,
    annual_operating_cost = excluded.annual_operating_cost,
    leak_control_cost_per_km = excluded.leak_control_cost_per_km,
    set_by = excluded.set_by, set_at = excluded.set_at`;

export function makeCostSettingsRepository(pool: Pool): CostSettingsRepository {
  return {
    findOfAreas: async (areaIds) => {
      const found = await query(pool, findSql, [areaIds]);
      return rows.parse(found.rows).map(({ setBy, ...row }) => {
        const [kind = '', id = ''] = setBy.split(':', 2);
        return { ...row, setBy: { kind, id } };
      });
    },
    set: (settings, message) =>
      inTransaction(pool, async (client) => {
        await client.query(setSql, [
          settings.areaId,
          settings.level,
          settings.currency,
          settings.retailPerM3,
          settings.productionPerM3,
          settings.valueLossesAt,
          settings.annualOperatingCost,
          settings.leakControlCostPerKm,
          `${settings.setBy.kind}:${settings.setBy.id}`,
          settings.setAt,
        ]);
        await appendToOutbox(client, message);
      }),
    remove: (areaId, message) =>
      inTransaction(pool, async (client) => {
        await client.query('delete from analysis.cost_settings where area_id = $1', [areaId]);
        await appendToOutbox(client, message);
      }),
  };
}
