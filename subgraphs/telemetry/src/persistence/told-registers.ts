import { query, type Pool } from '@waris/database';
import type { ToldExchange, ToldRegister } from './registers.ts';

const mostExchanges = 100;

const capacitiesSql = `
  select meter_id as "meterId", capacity_m3 as "capacityM3", set_at as "capacitySetAt"
  from readings.registers where meter_id = any ($1::uuid[])`;

const exchangesSql = `
  select m.id as "meterId", e.*
  from unnest($1::uuid[]) as m (id)
  cross join lateral (
    select exchanged_at as "exchangedAt", last_register_m3 as "lastRegisterM3",
      first_register_m3 as "firstRegisterM3"
    from readings.register_exchanges
    where meter_id = m.id order by exchanged_at desc limit ${mostExchanges}
  ) e
  order by e."exchangedAt" desc`;

type Capacity = { meterId: string; capacityM3: number; capacitySetAt: Date };

/** What was told of registers; of those of which nothing was, there is nothing. */
export async function findRegisters(
  pool: Pool,
  meterIds: readonly string[],
): Promise<ReadonlyMap<string, ToldRegister>> {
  const capacities = await query<Capacity>(pool, capacitiesSql, [meterIds]);
  const exchanges = await query<ToldExchange & { meterId: string }>(pool, exchangesSql, [meterIds]);
  const capacityOf = new Map(capacities.rows.map((row) => [row.meterId, row]));
  const exchangesOf = Map.groupBy(exchanges.rows, ({ meterId }) => meterId);
  return new Map(
    [...new Set([...capacityOf.keys(), ...exchangesOf.keys()])].map((meterId) => {
      const { capacityM3 = null, capacitySetAt = null } = capacityOf.get(meterId) ?? {};
      return [meterId, { capacityM3, capacitySetAt, exchanges: exchangesOf.get(meterId) ?? [] }];
    }),
  );
}
