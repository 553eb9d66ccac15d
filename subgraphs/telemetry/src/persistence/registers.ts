import {
  appendToOutbox,
  auditMessage,
  inTransaction,
  type AuditRecord,
  type Pool,
  type PoolClient,
} from '@waris/database';
import { recomputeConsumption } from './consumption.ts';
import { findRegisters } from './told-registers.ts';
import type { ArchiveStore } from './tiers/archive-store.ts';
import { restoreTouched } from './tiers/restore-touched.ts';

/** Who says what of a register, and when. */
type Said = { readonly meterId: string; readonly saidBy: string; readonly saidAt: Date };

export type RegisterExchange = Said & {
  readonly exchangedAt: Date;
  readonly lastRegisterM3: number | null;
  readonly firstRegisterM3: number;
};

export type RegisterCapacity = Said & { readonly capacityM3: number };

/** What was told of the register of a meter. */
export type ToldRegister = {
  readonly capacityM3: number | null;
  readonly capacitySetAt: Date | null;
  /** The newest first, at most a hundred. */
  readonly exchanges: readonly ToldExchange[];
};

export type ToldExchange = Pick<
  RegisterExchange,
  'exchangedAt' | 'lastRegisterM3' | 'firstRegisterM3'
>;

/** What writes computes anew the consumption that depends on it. */
export type RegisterStore = {
  /** Meters of which nothing was told are absent. */
  find(meterIds: readonly string[]): Promise<ReadonlyMap<string, ToldRegister>>;
  exchange(exchange: RegisterExchange, audit: AuditRecord): Promise<void>;
  setCapacity(capacity: RegisterCapacity, audit: AuditRecord): Promise<void>;
};

export function createRegisterStore(pool: Pool, archive: ArchiveStore): RegisterStore {
  const write = (audit: AuditRecord, work: (client: PoolClient) => Promise<void>) =>
    inTransaction(pool, async (client) => {
      await work(client);
      await appendToOutbox(client, auditMessage(audit));
    });
  return {
    find: (meterIds) => findRegisters(pool, meterIds),
    exchange: (exchange, audit) =>
      write(audit, async (client) => {
        const { meterId, exchangedAt, lastRegisterM3, firstRegisterM3, saidBy, saidAt } = exchange;
        await client.query(
          `insert into readings.register_exchanges (meter_id, exchanged_at, last_register_m3,
             first_register_m3, recorded_by, recorded_at)
           values ($1, $2, $3, $4, $5, $6)
           on conflict (meter_id, exchanged_at) do update set last_register_m3 = $3,
             first_register_m3 = $4, recorded_by = $5, recorded_at = $6`,
          [meterId, exchangedAt, lastRegisterM3, firstRegisterM3, saidBy, saidAt],
        );
        await recompute(client, archive, meterId, [exchangedAt]);
      }),
    setCapacity: ({ meterId, capacityM3, saidBy, saidAt }, audit) =>
      write(audit, async (client) => {
        await client.query(
          `insert into readings.registers (meter_id, capacity_m3, set_by, set_at)
           values ($1, $2, $3, $4)
           on conflict (meter_id) do update set capacity_m3 = $2, set_by = $3, set_at = $4`,
          [meterId, capacityM3, saidBy, saidAt],
        );
        // Only where the register fell, to a reading or to its end, does it matter. Of a day in the
        // archive its last reading is seen, which is lower than that of the day before.
        const { rows } = await client.query<{ at: Date }>(
          `select recorded_at as at from (
             select recorded_at, register_m3 < lag(register_m3) over (order by recorded_at) as fell
             from readings.published_meter_readings where meter_id = $1 and valid
           ) r where fell
           union select exchanged_at from readings.register_exchanges where meter_id = $1 order by 1`,
          [meterId],
        );
        await recompute(
          client,
          archive,
          meterId,
          rows.map(({ at }) => at),
        );
      }),
  };
}

const dayMs = 86_400_000;

async function recompute(
  client: PoolClient,
  archive: ArchiveStore,
  meterId: string,
  instants: readonly Date[],
): Promise<void> {
  if (instants.length === 0) return;
  // From the first moment of each day to its last: which of its readings fell is not known of all.
  const days = [...new Set(instants.map((instant) => Math.floor(instant.getTime() / dayMs)))];
  const at = Float64Array.from(
    days.toSorted((a, b) => a - b).flatMap((day) => [day * dayMs, (day + 1) * dayMs - 1]),
  );
  const meterOf = new Uint32Array(at.length);
  await restoreTouched(client, archive, { quantity: 'REGISTER', meterIds: [meterId], meterOf, at });
  await recomputeConsumption(client, { meterIds: [meterId], meterOf, at });
}
