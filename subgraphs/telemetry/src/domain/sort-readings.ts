import { checkRow, type FittingSeries } from './check-readings.ts';
import { judgeReading } from './quality/judge-reading.ts';
import type { ReadingQuantity } from './quantity.ts';
import type { ReadingColumns, RejectedRow } from './reading-columns.ts';

/** Readings of one quantity that may be stored, by meter and time, no instant twice. */
export type ReadingBatch = {
  readonly quantity: ReadingQuantity;
  readonly meterIds: readonly string[];
  readonly dmaIds: readonly (string | null)[];
  readonly sourceDmaIds: readonly (string | null)[];
  readonly meterOf: Uint32Array;
  readonly at: Float64Array;
  readonly values: Float64Array;
  readonly quality: Uint8Array;
  /** Of `readings.quality_codes`; what can be said of a reading by itself. */
  readonly codes: Uint8Array;
  /** Which row of the incoming columns each came from. */
  readonly rows: Uint32Array;
};

export type SortedReadings = {
  readonly batches: readonly ReadingBatch[];
  readonly rejected: readonly RejectedRow[];
  /** Rows that say again what an earlier row said. */
  readonly duplicateCount: number;
};

/** Checks every row and lays the good ones out by quantity, meter and time. */
export function sortReadings(
  columns: ReadingColumns,
  fits: readonly (FittingSeries | Pick<RejectedRow, 'reason' | 'message'>)[],
  now: number,
): SortedReadings {
  const rejected: RejectedRow[] = fits.flatMap((fit, series) =>
    'reason' in fit ? [{ series, row: null, ...fit }] : [],
  );
  const fitting = fits.map((fit) => ('reason' in fit ? null : fit));
  const rowsOf = new Map<string, { fit: FittingSeries; rows: number[] }>();
  const groups = fitting.map((fit) => (fit === null ? null : groupOf(rowsOf, fit)));
  for (let row = 0; row < columns.at.length; row += 1) {
    const series = columns.seriesOf[row] ?? 0;
    const fit = fitting[series] ?? null;
    if (fit === null) continue;
    const fault = checkRow(columns, row, fit, now);
    if (fault === null) groups[series]?.rows.push(row);
    else rejected.push({ series, row, ...fault });
  }
  let duplicateCount = 0;
  for (const group of rowsOf.values()) {
    const unique = dropRepeats(columns, fitting, group.rows, rejected);
    duplicateCount += unique.duplicateCount;
    group.rows = unique.rows;
  }
  const byQuantity = Map.groupBy(rowsOf.values(), ({ fit }) => fit.quantity);
  const batches = Array.from(byQuantity, ([quantity, list]) =>
    batchOf(columns, fitting, quantity, list, now),
  );
  return { batches: batches.filter((batch) => batch.at.length > 0), rejected, duplicateCount };
}

// Two items of a call may be about the same meter, and then share their instants.
function groupOf(
  groups: Map<string, { fit: FittingSeries; rows: number[] }>,
  fit: FittingSeries,
): { rows: number[] } {
  const key = `${fit.quantity}/${fit.meter.id}`;
  const group = groups.get(key) ?? { fit, rows: [] };
  groups.set(key, group);
  return group;
}

function dropRepeats(
  columns: ReadingColumns,
  fitting: readonly (FittingSeries | null)[],
  rows: readonly number[],
  rejected: RejectedRow[],
): { readonly rows: number[]; readonly duplicateCount: number } {
  const at = (row: number) => columns.at[row] ?? 0;
  const ascending = rows.every((row, i) => i === 0 || at(rows[i - 1] ?? 0) < at(row));
  if (ascending) return { rows: [...rows], duplicateCount: 0 };
  const unique: number[] = [];
  let duplicateCount = 0;
  for (const row of rows.toSorted((a, b) => at(a) - at(b) || a - b)) {
    const kept = unique.at(-1);
    if (kept === undefined || at(kept) !== at(row)) {
      unique.push(row);
    } else if (sameValue(valueOf(columns, fitting, kept), valueOf(columns, fitting, row))) {
      duplicateCount += 1;
    } else {
      const message = `The call already has ${valueOf(columns, fitting, kept)} for this instant.`;
      const series = columns.seriesOf[row] ?? 0;
      rejected.push({ series, row, reason: 'CONFLICTS_WITHIN_CALL', message });
    }
  }
  return { rows: unique, duplicateCount };
}

/** The same value converted from another unit differs in its last digits. */
function sameValue(a: number, b: number): boolean {
  return Math.abs(a - b) <= 1e-9 * Math.max(1, Math.abs(b));
}

function valueOf(
  columns: ReadingColumns,
  fitting: readonly (FittingSeries | null)[],
  row: number,
): number {
  return (columns.values[row] ?? Number.NaN) * (fitting[columns.seriesOf[row] ?? 0]?.factor ?? 1);
}

function batchOf(
  columns: ReadingColumns,
  fitting: readonly (FittingSeries | null)[],
  quantity: ReadingQuantity,
  groups: readonly { fit: FittingSeries; rows: readonly number[] }[],
  now: number,
): ReadingBatch {
  const rows = Uint32Array.from(groups.flatMap((group) => group.rows));
  const meterOf = new Uint32Array(rows.length);
  let place = 0;
  for (const [meter, group] of groups.entries()) {
    meterOf.fill(meter, place, place + group.rows.length);
    place += group.rows.length;
  }
  const values = Float64Array.from(rows, (row) => valueOf(columns, fitting, row));
  const quality = Uint8Array.from(rows, (row) => {
    const score = columns.quality?.[row] ?? Number.NaN;
    return Number.isNaN(score) ? 100 : score;
  });
  const codes = new Uint8Array(rows.length);
  rows.forEach((row, index) => {
    const series = columns.seriesOf[row] ?? 0;
    const fit = fitting[series] ?? null;
    if (fit === null) return;
    const arriving = {
      value: values[index] ?? Number.NaN,
      at: columns.at[row] ?? 0,
      score: quality[index] ?? 100,
      estimated: columns.series[series]?.estimated === true,
    };
    codes[index] = judgeReading(arriving, fit.thresholds, now);
  });
  return {
    quantity,
    meterIds: groups.map(({ fit }) => fit.meter.id),
    dmaIds: groups.map(({ fit }) => fit.meter.dmaId),
    sourceDmaIds: groups.map(({ fit }) => fit.meter.sourceDmaId),
    meterOf,
    rows,
    at: Float64Array.from(rows, (row) => columns.at[row] ?? 0),
    values,
    quality,
    codes,
  };
}
