import type { FlowM3PerHour, PressureM } from './units.ts';
import { flowM3PerHour, pressureM } from './units.ts';

/** A series at equal steps. A gap is null, or NaN in a typed array, which cannot hold null. */
export type RawColumn = ArrayLike<number | null>;

/** A series of m³/h at equal steps; null is a gap. */
export type FlowColumn = readonly (FlowM3PerHour | null)[];

/** A series of metres of water column at equal steps; null is a gap. */
export type PressureColumn = readonly (PressureM | null)[];

/** The value at an index, or null for a gap (null, NaN, or beyond the end). */
export function valueAt(column: RawColumn, index: number): number | null {
  const value = column[index];
  return value === undefined || value === null || Number.isNaN(value) ? null : value;
}

function convertColumn<Q>(column: RawColumn, make: (value: number) => Q): (Q | null)[] {
  const made: (Q | null)[] = [];
  for (let i = 0; i < column.length; i += 1) {
    const value = valueAt(column, i);
    made.push(value === null ? null : make(value));
  }
  return made;
}

/** Takes raw numbers as m³/h; NaN becomes a gap. Throws a RangeError on infinities. */
export function flowColumn(column: RawColumn): (FlowM3PerHour | null)[] {
  return convertColumn(column, flowM3PerHour);
}

/** Takes raw numbers as metres of water column; NaN becomes a gap. Throws on infinities. */
export function pressureColumn(column: RawColumn): (PressureM | null)[] {
  return convertColumn(column, pressureM);
}

/** How many samples are present. */
export function countPresent(column: RawColumn): number {
  let present = 0;
  for (let i = 0; i < column.length; i += 1) {
    if (valueAt(column, i) !== null) present += 1;
  }
  return present;
}

/** The share of samples that are present, 0 to 1; 0 for an empty column. */
export function completenessOf(column: RawColumn): number {
  return column.length === 0 ? 0 : countPresent(column) / column.length;
}
