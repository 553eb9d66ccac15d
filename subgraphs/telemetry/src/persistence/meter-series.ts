import { query, type Pool } from '@waris/database';
import {
  bucketsOfUnits,
  emptyUnits,
  type MeterColumns,
  type MeterUnits,
} from '../domain/meter-buckets.ts';
import type { ReadingQuantity } from '../domain/quantity.ts';
import type { SeriesGrid } from '../domain/series-grid.ts';
import { bucketsToCompute, sourceOfMeter } from '../domain/series-source.ts';
import { computeUnits, type MeterSpan, type UnitReader } from './computed-meter-units.ts';
import { storedMeterSql, timeZonesSql } from './meter-series-sql.ts';
import { daysOf } from './packed-arrays.ts';
import { layOutStored, type StoredRow, type UnitSource } from './stored-meter-units.ts';

export type MeterSeriesOptions = { readonly includeSuspect: boolean; readonly extremes: boolean };

/** Series of meters on a dense grid, NaN in gaps. */
export type MeterSeriesRepository = {
  read(
    quantity: ReadingQuantity,
    meterIds: readonly string[],
    grid: SeriesGrid,
    options: MeterSeriesOptions,
  ): Promise<ReadonlyMap<string, MeterColumns>>;
  /** Meters without a DMA are absent. */
  timeZones(meterIds: readonly string[]): Promise<ReadonlyMap<string, string>>;
};

const unitMsOf = { READINGS: 300_000, QUARTERS: 900_000, HOURS: 3_600_000 };

/** Roll-ups where they are up to date, all else summed up from the readings: two statements. */
export function createMeterSeriesRepository(
  pool: Pool,
  raw: UnitReader['raw'],
): MeterSeriesRepository {
  return {
    read: async (quantity, meterIds, grid, options) => {
      const source = sourceOfMeter(grid.resolution, grid.edges);
      const units = await readUnits({ pool, raw }, quantity, meterIds, grid, source, options);
      return new Map(Array.from(units, ([id, of]) => [id, bucketsOfUnits(grid, of)]));
    },
    timeZones: async (meterIds) => {
      const { rows } = await query<{ id: string; timeZone: string | null }>(pool, timeZonesSql, [
        meterIds,
      ]);
      return new Map(
        rows.flatMap(({ id, timeZone }) => (timeZone === null ? [] : [[id, timeZone] as const])),
      );
    },
  };
}

async function readUnits(
  reader: UnitReader,
  quantity: ReadingQuantity,
  meterIds: readonly string[],
  { edges }: SeriesGrid,
  source: UnitSource,
  options: MeterSeriesOptions,
): Promise<ReadonlyMap<string, MeterUnits>> {
  const unitMs = unitMsOf[source];
  const [from, to] = [edges[0] ?? 0, edges.at(-1) ?? 0];
  const { rows } = await query<StoredRow>(reader.pool, storedMeterSql(source), [
    meterIds,
    quantity,
    new Date(from).toISOString().slice(0, 10),
    new Date(to - 1).toISOString().slice(0, 10),
  ]);
  const units = new Map<string, MeterUnits>();
  const spans: MeterSpan[] = [];
  for (const row of rows) {
    const own = emptyUnits(from, to, unitMs);
    const doubtful = layOutStored(own, row, source, options);
    units.set(row.id, own);
    const ends = Float64Array.from({ length: own.sums.length + 1 }, (_, n) => from + n * unitMs);
    const facts = { source, pending: daysOf(row.pending), zoneMatches: true, doubtful };
    for (const { first, end } of bucketsToCompute(ends, facts)) {
      const { id, archived } = row;
      spans.push({ id, archived, from: from + first * unitMs, to: from + end * unitMs });
    }
  }
  await computeUnits(reader, quantity, spans, units, options.includeSuspect);
  return units;
}
