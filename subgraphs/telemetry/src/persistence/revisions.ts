import {
  appendToOutbox,
  auditMessage,
  inTransaction,
  type AuditRecord,
  type Pool,
  type PoolClient,
} from '@waris/database';
import type { ReadingQuantity } from '../domain/quantity.ts';
import { recomputeConsumption } from './consumption.ts';
import type { StoredReading } from './meter-readings.ts';
import { tableOf } from './reading-tables.ts';
import type { ArchiveStore } from './tiers/archive-store.ts';
import { restoreTouched } from './tiers/restore-touched.ts';
import { touchDays } from './touched-days.ts';

export type Revision = {
  readonly id: string;
  readonly meterId: string;
  readonly quantity: ReadingQuantity;
  readonly recordedAt: Date;
  /** In the stored unit. */
  readonly value: number;
  readonly reason: string;
  readonly revisedBy: string;
  readonly revisedAt: Date;
};

export type RevisionStore = {
  /** Replaces a value and keeps the old row; null when nothing is stored at that instant. */
  revise(
    revision: Revision,
    audit: (previousValue: number | null) => AuditRecord,
  ): Promise<StoredReading | null>;
};

export function createRevisionStore(pool: Pool, archive: ArchiveStore): RevisionStore {
  return {
    revise: (revision, audit) =>
      inTransaction(pool, async (client) => {
        const { quantity, meterId, recordedAt } = revision;
        const at = Float64Array.of(recordedAt.getTime());
        const written = { quantity, meterIds: [meterId], meterOf: new Uint32Array(1), at };
        await restoreTouched(client, archive, written);
        const previous = await keepPrevious(client, revision);
        if (previous === null) return null;
        await client.query(updateSql(revision.quantity), [
          revision.meterId,
          revision.recordedAt,
          revision.value,
        ]);
        if (quantity === 'REGISTER') await recomputeConsumption(client, written);
        else await touchDays(client, written);
        await appendToOutbox(client, auditMessage(audit(previous.value)));
        return readBack(client, revision);
      }),
  };
}

async function keepPrevious(client: PoolClient, revision: Revision) {
  const { table, value } = tableOf[revision.quantity];
  const { meterId, recordedAt } = revision;
  const { rows } = await client.query<{ previous: object; value: number | null }>(
    `select to_jsonb(r) as previous, r.${value} as value from readings.${table} r
     where r.meter_id = $1 and r.recorded_at = $2 for update`,
    [meterId, recordedAt],
  );
  const [row] = rows;
  if (row === undefined) return null;
  await client.query(
    `insert into readings.revisions (id, meter_id, recorded_at, previous, reason, revised_by, revised_at)
     values ($1, $2, $3, $4::jsonb || jsonb_build_object('quantity', $5::text), $6, $7, $8)`,
    [
      revision.id,
      meterId,
      recordedAt,
      JSON.stringify(row.previous),
      revision.quantity,
      revision.reason,
      revision.revisedBy,
      revision.revisedAt,
    ],
  );
  return row;
}

// A person has looked at it: what was suspect about the old value no longer counts.
function updateSql(quantity: ReadingQuantity): string {
  const { table, value } = tableOf[quantity];
  return `update readings.${table} set ${value} = $3, quality = 100, quality_code = 2
    where meter_id = $1 and recorded_at = $2`;
}

async function readBack(client: PoolClient, { quantity, meterId, recordedAt }: Revision) {
  const { table, value } = tableOf[quantity];
  const consumption = quantity === 'REGISTER' ? 'consumption_m3' : 'null::double precision';
  const { rows } = await client.query<Omit<StoredReading, 'quantity'>>(
    `select recorded_at as "recordedAt", ${value} as value, quality, ${consumption} as "consumptionM3"
     from readings.${table} where meter_id = $1 and recorded_at = $2`,
    [meterId, recordedAt],
  );
  return rows[0] === undefined ? null : { quantity, ...rows[0] };
}
