import { inTransaction, type Pool, type PoolClient } from '@waris/database';
import type { ReadingQuantity } from '../domain/quantity.ts';
import { floatArray, integerArray, smallintArray } from './binary-arrays.ts';
import { recomputeConsumption } from './consumption.ts';
import { noteImport, type ImportState } from './imports.ts';
import { rememberRequest, type IngestRequest } from './ingest-requests.ts';
import { leaveOutDays } from './leave-out-days.ts';
import { ensurePartitions } from './partitions.ts';
import { tableOf } from './reading-tables.ts';
import type { ArchiveStore } from './tiers/archive-store.ts';
import { restoreWritable } from './tiers/restore-touched.ts';
import { touchDays } from './touched-days.ts';

/** Checked readings of one quantity, in its stored unit; no instant of a meter twice. */
export type CheckedReadings = {
  readonly quantity: ReadingQuantity;
  /** Meters and the DMAs they feed; `meterOf` points into these and never falls. */
  readonly meterIds: readonly string[];
  readonly dmaIds: readonly (string | null)[];
  readonly meterOf: Uint32Array;
  readonly at: Float64Array;
  readonly values: Float64Array;
  readonly quality: Uint8Array;
  readonly codes: Uint8Array;
};

/** A reading whose instant holds another value: its place in the columns, and that value. */
export type StoredConflict = {
  readonly quantity: ReadingQuantity;
  readonly index: number;
  readonly storedValue: number;
};

/** A reading of a day that cannot be written to: its place in the columns, and why. */
export type RefusedReading = {
  readonly quantity: ReadingQuantity;
  readonly index: number;
  readonly message: string;
};

export type InsertOutcome = {
  readonly insertedCount: number;
  readonly conflicts: readonly StoredConflict[];
  readonly refused: readonly RefusedReading[];
};

export type Insert = (batches: readonly CheckedReadings[]) => Promise<InsertOutcome>;

/** Keeps the answer to a request together with what it stored; false when its key is taken. */
export type Remember = (request: IngestRequest) => Promise<boolean>;

/** Keeps how far an import is together with what it stored. */
export type NoteImport = (state: ImportState) => Promise<void>;

export type ReadingStore = {
  /** Call before a transaction that inserts these: see `ensurePartitions`. */
  makeRoomFor(batches: readonly CheckedReadings[]): Promise<void>;
  /** Adds what is not there yet. All that `work` inserts is kept when it returns true, else none. */
  transact(
    source: string,
    receivedAt: Date,
    work: (insert: Insert, remember: Remember, note: NoteImport) => Promise<boolean>,
  ): Promise<void>;
};

const chunkRows = 5_000;

export function createReadingStore(pool: Pool, archive: ArchiveStore): ReadingStore {
  return {
    makeRoomFor: (batches) => ensurePartitions(pool, batches),
    transact: async (source, receivedAt, work) => {
      const refused = new Error('refused');
      try {
        await inTransaction(pool, async (client) => {
          const keep = await work(
            async (batches) => {
              const outcomes: InsertOutcome[] = [];
              for (const batch of batches) {
                outcomes.push(await insertWritable(client, archive, batch, source, receivedAt));
              }
              return joined(outcomes);
            },
            (request) => rememberRequest(client, request),
            (state) => noteImport(client, state),
          );
          if (!keep) throw refused;
        });
      } catch (error) {
        if (error !== refused) throw error;
      }
    },
  };
}

/** What a file of the archive that cannot be read keeps from being stored keeps nothing else. */
async function insertWritable(
  client: PoolClient,
  archive: ArchiveStore,
  batch: CheckedReadings,
  source: string,
  receivedAt: Date,
): Promise<InsertOutcome> {
  const unwritable = await restoreWritable(client, archive, batch);
  const rest = leaveOutDays(batch, unwritable);
  if (rest === null) {
    return { ...(await insertBatch(client, batch, source, receivedAt)), refused: [] };
  }
  const { quantity } = batch;
  const added = await insertBatch(client, rest.batch, source, receivedAt);
  return {
    insertedCount: added.insertedCount,
    conflicts: added.conflicts.map((one) => ({ ...one, index: rest.places[one.index] ?? 0 })),
    refused: rest.refused.map((one) => ({ ...one, quantity })),
  };
}

function joined(outcomes: readonly InsertOutcome[]): InsertOutcome {
  return {
    insertedCount: outcomes.reduce((sum, { insertedCount }) => sum + insertedCount, 0),
    conflicts: outcomes.flatMap(({ conflicts }) => conflicts),
    refused: outcomes.flatMap(({ refused }) => refused),
  };
}

async function insertBatch(
  client: PoolClient,
  batch: CheckedReadings,
  source: string,
  receivedAt: Date,
): Promise<Omit<InsertOutcome, 'refused'>> {
  let insertedCount = 0;
  const conflicts: StoredConflict[] = [];
  for (let from = 0; from < batch.at.length; from += chunkRows) {
    const chunk = chunkOf(batch, from, Math.min(from + chunkRows, batch.at.length));
    const inserted = await client.query(insertSql(batch.quantity), [
      chunk.meterIds,
      chunk.dmaIds,
      ...chunk.columns,
      source,
      receivedAt,
    ]);
    insertedCount += inserted.rowCount ?? 0;
    if (inserted.rowCount === chunk.rows) continue;
    // A statement of its own: it sees what others committed while the insert waited for them.
    const compared = await client.query<{ index: number; storedValue: number }>(
      conflictsSql(batch.quantity),
      [chunk.meterIds, ...chunk.columns.slice(0, 3), ...chunk.span],
    );
    const quantity = batch.quantity;
    conflicts.push(...compared.rows.map((row) => ({ ...row, quantity, index: row.index + from })));
  }
  if (insertedCount === 0) return { insertedCount, conflicts };
  // Touches the days whose consumption changes, which a late reading makes more than its own.
  if (batch.quantity === 'REGISTER') await recomputeConsumption(client, batch);
  else await touchDays(client, batch);
  return { insertedCount, conflicts };
}

/** Rows lie by meter, so that the meters of a chunk follow each other. */
function chunkOf(batch: CheckedReadings, from: number, to: number) {
  const first = batch.meterOf[from] ?? 0;
  const end = (batch.meterOf[to - 1] ?? 0) + 1;
  return {
    rows: to - from,
    meterIds: batch.meterIds.slice(first, end),
    dmaIds: batch.dmaIds.slice(first, end),
    span: spanOf(batch.at.subarray(from, to)),
    columns: [
      integerArray(batch.meterOf.subarray(from, to).map((meter) => meter - first)),
      floatArray(batch.at.subarray(from, to)),
      floatArray(batch.values.subarray(from, to)),
      smallintArray(batch.quality.subarray(from, to)),
      smallintArray(batch.codes.subarray(from, to)),
    ],
  };
}

function spanOf(at: Float64Array): readonly [Date, Date] {
  let [first, last] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const instant of at) {
    first = Math.min(first, instant);
    last = Math.max(last, instant);
  }
  return [new Date(first), new Date(last)];
}

function insertSql(quantity: ReadingQuantity): string {
  const { table, value } = tableOf[quantity];
  return `
    insert into readings.${table} (meter_id, dma_id, recorded_at, ${value}, quality,
      quality_code, source, received_at)
    select ($1::uuid[])[r.meter + 1], ($2::uuid[])[r.meter + 1], to_timestamp(r.at / 1000), r.value,
      r.quality, r.code, $8, $9
    from unnest($3::integer[], $4::double precision[], $5::double precision[], $6::smallint[],
      $7::smallint[]) as r (meter, at, value, quality, code)
    on conflict (meter_id, recorded_at) do nothing`;
}

// The same value converted from another unit differs in its last digits.
function conflictsSql(quantity: ReadingQuantity): string {
  const { table, value } = tableOf[quantity];
  return `
    select (r.n - 1)::integer as index, stored.${value} as "storedValue"
    from unnest($2::integer[], $3::double precision[], $4::double precision[])
      with ordinality as r (meter, at, value, n)
    join readings.${table} stored
      on stored.meter_id = ($1::uuid[])[r.meter + 1] and stored.recorded_at = to_timestamp(r.at / 1000)
    where stored.meter_id = any ($1::uuid[]) and stored.recorded_at between $5 and $6
      and abs(stored.${value} - r.value) > 1e-9 * greatest(1, abs(r.value))`;
}
