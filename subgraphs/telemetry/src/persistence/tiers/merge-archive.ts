import type { DayReadings } from '../../domain/tiers/day-readings.ts';
import type { ReadingQuantity } from '../../domain/quantity.ts';
import type { ArchiveStore } from './archive-store.ts';
import { readArchive, type ArchivedMonth } from './read-archive.ts';

type Columns = {
  readonly at: Float64Array;
  readonly values: Float64Array;
  readonly quality: Float64Array;
  readonly codes: Uint8Array;
};

export type MergeRequest = {
  readonly quantity: ReadingQuantity;
  readonly from: Date;
  readonly to: Date;
  readonly includeSuspect: boolean;
  readonly limit: number;
};

/** Adds what lies in the archive to readings of meters, at most `limit` of each, the oldest. */
export async function mergeArchive<Readings extends Columns>(
  archive: ArchiveStore,
  request: MergeRequest,
  found: ReadonlyMap<string, Readings>,
  months: readonly ArchivedMonth[],
  make: (columns: Columns) => Readings,
): Promise<ReadonlyMap<string, Readings>> {
  if (months.length === 0) return found;
  const merged = new Map<string, Readings>(found);
  const archived = await readMonths(archive, request, months);
  for (const [meterId, days] of archived) {
    const rows = rowsOf(days, request);
    const others = found.get(meterId);
    if (others !== undefined) rows.push(...rowsOfColumns(others));
    const kept = rows.toSorted((a, b) => a[0] - b[0]).slice(0, request.limit);
    if (kept.length === 0) continue;
    const columns: Columns = {
      at: Float64Array.from(kept, (row) => row[0]),
      values: Float64Array.from(kept, (row) => row[1]),
      quality: Float64Array.from(kept, (row) => row[2]),
      codes: Uint8Array.from(kept, (row) => row[3]),
    };
    merged.set(meterId, make(columns));
  }
  return merged;
}

/** Month by month, and no further than until every meter has enough. */
async function readMonths(
  archive: ArchiveStore,
  request: MergeRequest,
  months: readonly ArchivedMonth[],
): Promise<ReadonlyMap<string, readonly DayReadings[]>> {
  const byMeter = new Map<string, DayReadings[]>();
  const counts = new Map<string, number>();
  const groups = Map.groupBy(months, ({ firstDay }) => firstDay);
  for (const firstDay of [...groups.keys()].toSorted((a, b) => a - b)) {
    const wanted = (groups.get(firstDay) ?? []).filter(
      ({ meterId }) => (counts.get(meterId) ?? 0) <= request.limit,
    );
    for (const day of await readArchive(archive, request.quantity, request, wanted)) {
      byMeter.set(day.meterId, [...(byMeter.get(day.meterId) ?? []), day]);
      const kept = rowsOf([day], request).length;
      counts.set(day.meterId, (counts.get(day.meterId) ?? 0) + kept);
    }
  }
  return byMeter;
}

type Row = readonly [at: number, value: number, quality: number, code: number];

function rowsOf(days: readonly DayReadings[], request: MergeRequest): Row[] {
  const [from, to] = [request.from.getTime(), request.to.getTime()];
  return days.flatMap((day) =>
    Array.from(day.at, (micros, row): Row => {
      const cells = [day.values[row], day.quality[row], day.qualityCodes[row]];
      const [value = Number.NaN, quality = 100, code = 0] = cells;
      return [micros / 1000, value, quality, code];
    }).filter(
      ([at, value, , code]) =>
        at >= from &&
        at < to &&
        !Number.isNaN(value) &&
        (request.includeSuspect || (code < 10 && code !== 3)),
    ),
  );
}

function rowsOfColumns({ at, values, quality, codes }: Columns): Row[] {
  return Array.from(at, (instant, row): Row => {
    const [value = Number.NaN, score = 100, code = 0] = [values[row], quality[row], codes[row]];
    return [instant, value, score, code];
  });
}
