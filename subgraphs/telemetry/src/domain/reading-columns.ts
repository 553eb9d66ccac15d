import type { ReadingQuantity } from './quantity.ts';

/** Whose readings a row holds, and in what unit they came. */
export type ReadingSeries = {
  readonly serialNumber: string;
  readonly quantity: ReadingQuantity;
  readonly unit: string;
  /** True for values that were not measured. */
  readonly estimated?: boolean;
};

/**
 * Readings on their way in: row i belongs to `series[seriesOf[i]]`. Typed columns, so that a
 * million rows are a few megabytes and no objects.
 */
export type ReadingColumns = {
  readonly series: readonly ReadingSeries[];
  readonly seriesOf: Uint32Array;
  /** Milliseconds since 1970. */
  readonly at: Float64Array;
  /** In the unit of the series. */
  readonly values: Float64Array;
  /** From 0 to 100; NaN stands for 100. Null when none was given. */
  readonly quality: Float64Array | null;
};

export type ReadingRejection =
  | 'METER_NOT_FOUND'
  | 'QUANTITY_DOES_NOT_FIT_METER'
  | 'UNIT_DOES_NOT_FIT_QUANTITY'
  | 'NOT_A_NUMBER'
  | 'OUT_OF_RANGE'
  | 'IN_THE_FUTURE'
  | 'TOO_OLD'
  | 'BAD_QUALITY'
  | 'CONFLICTS_WITH_STORED'
  | 'CONFLICTS_WITHIN_CALL'
  | 'DAY_UNREADABLE'
  | 'BAD_TIME'
  | 'MALFORMED_ROW';

/** A whole series at fault has no row. */
export type RejectedRow = {
  readonly series: number;
  readonly row: number | null;
  readonly reason: ReadingRejection;
  readonly message: string;
};
