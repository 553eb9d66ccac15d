import { badUserInput } from '@waris/service-kit';
import { query, type Pool } from '@waris/database';
import { addReadings, type MeterUnits } from '../domain/meter-buckets.ts';
import type { ReadingQuantity } from '../domain/quantity.ts';
import { mostSampled } from '../domain/series-resolution.ts';
import type { MeterReadingRepository } from './meter-readings.ts';
import { freshMeterSql } from './meter-series-sql.ts';
import { instantArray, unpackFloats, unpackInstants } from './packed-columns.ts';

/** A stretch of time of a meter whose units are computed; in milliseconds since 1970. */
export type MeterSpan = {
  readonly id: string;
  readonly from: number;
  readonly to: number;
  /** Whether readings of the meter lie in the archive. */
  readonly archived: boolean;
};

export type UnitReader = {
  readonly pool: Pool;
  /** Reads across all tiers. */
  readonly raw: Pick<MeterReadingRepository, 'readings'>;
};

/**
 * Replaces the units of the spans by the sums of their readings: by one statement where these are
 * in the database, reading by reading where the archive has some.
 */
export async function computeUnits(
  { pool, raw }: UnitReader,
  quantity: ReadingQuantity,
  spans: readonly MeterSpan[],
  units: ReadonlyMap<string, MeterUnits>,
  includeSuspect: boolean,
): Promise<void> {
  for (const { id, from, to } of spans) {
    const own = units.get(id);
    if (own !== undefined)
      clear(own, (from - own.startAt) / own.unitMs, (to - own.startAt) / own.unitMs);
  }
  // What a register counted between two readings is not known of those in the archive.
  const isArchived = ({ archived }: MeterSpan) => archived && quantity !== 'REGISTER';
  const inDatabase = spans.filter((span) => !isArchived(span));
  const [first] = inDatabase;
  const unitMs = first === undefined ? undefined : units.get(first.id)?.unitMs;
  if (unitMs !== undefined) {
    const fresh = await query<FreshRow>(pool, freshMeterSql(quantity), [
      inDatabase.map(({ id }) => id),
      instantArray(inDatabase.map(({ from }) => from)),
      instantArray(inDatabase.map(({ to }) => to)),
      unitMs / 1000,
      includeSuspect,
    ]);
    for (const row of fresh.rows) writeFresh(units.get(row.id), row);
  }
  const archived = Map.groupBy(spans.filter(isArchived), ({ id }) => id);
  await Promise.all(
    Array.from(archived, ([id, own]) =>
      computeArchived(raw, quantity, { id, spans: own, units: units.get(id), includeSuspect }),
    ),
  );
}

type ArchivedMeter = {
  readonly id: string;
  readonly spans: readonly MeterSpan[];
  readonly units: MeterUnits | undefined;
  readonly includeSuspect: boolean;
};

async function computeArchived(
  raw: Pick<MeterReadingRepository, 'readings'>,
  quantity: ReadingQuantity,
  { id, spans, units, includeSuspect }: ArchivedMeter,
): Promise<void> {
  const period = {
    from: new Date(Math.min(...spans.map(({ from }) => from))),
    to: new Date(Math.max(...spans.map(({ to }) => to))),
  };
  // One more, to know that there are more.
  const options = { includeSuspect: true, limit: mostSampled + 1 };
  const read = (await raw.readings([id], quantity, period, options)).get(id);
  if (read === undefined || units === undefined) return;
  if (read.at.length > mostSampled) {
    throw badUserInput(
      `The period has more than ${mostSampled} readings in the archive: shorten it, or ask for HOUR or longer.`,
    );
  }
  addReadings(units, read, spans, includeSuspect);
}

function clear(units: MeterUnits, first: number, end: number): void {
  for (const column of [units.sums, units.least, units.greatest]) column.fill(NaN, first, end);
  for (const column of [units.counts, units.suspects]) column.fill(0, first, end);
}

type FreshRow = {
  readonly id: string;
  readonly at: Buffer;
} & Readonly<Record<'sums' | 'counts' | 'least' | 'greatest' | 'suspects', Buffer>>;

function writeFresh(units: MeterUnits | undefined, row: FreshRow): void {
  if (units === undefined) return;
  const places = unpackInstants(row.at).map((at) => (at - units.startAt) / units.unitMs);
  const put = (column: Float64Array, packed: Buffer) => {
    unpackFloats(packed).forEach((value, n) => {
      column[places[n] ?? -1] = value;
    });
  };
  put(units.sums, row.sums);
  put(units.counts, row.counts);
  put(units.least, row.least);
  put(units.greatest, row.greatest);
  put(units.suspects, row.suspects);
}
