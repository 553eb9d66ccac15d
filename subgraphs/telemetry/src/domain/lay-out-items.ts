import { fail, invalidInput, ok, type InvalidInput, type Result } from '@waris/service-kit';
import type { ReadingQuantity } from './quantity.ts';
import type { ReadingColumns } from './reading-columns.ts';
import type { ReadingUnit } from './reading-unit.ts';

/** Readings of a meter as a caller sends them. */
export type MeterReadings = {
  readonly serialNumber: string;
  readonly quantity: ReadingQuantity;
  readonly unit: ReadingUnit;
  readonly startAt?: Date | null | undefined;
  readonly intervalSeconds?: number | null | undefined;
  readonly at?: readonly Date[] | null | undefined;
  /** NaN is a gap: no reading. */
  readonly values: Float64Array;
  readonly quality?: Float64Array | null | undefined;
  readonly estimated?: boolean | null | undefined;
};

export type LaidOut = {
  readonly columns: ReadingColumns;
  /** Place of each row among the values of its item. */
  readonly valueIndex: Uint32Array;
};

const mostItems = 1_000;
const mostValues = 100_000;
const longestIntervalSeconds = 366 * 86_400;

/** One set of columns for all items; says what is wrong with their shape. */
export function layOutItems(items: readonly MeterReadings[]): Result<LaidOut, InvalidInput> {
  if (items.length === 0 || items.length > mostItems) {
    return fail(invalidInput(`A call takes 1 to ${mostItems} series.`, 'readings'));
  }
  const total = items.reduce((sum, { values }) => sum + values.length, 0);
  if (total > mostValues) {
    const message = `A call takes at most ${mostValues} values, not ${total}: send them in parts.`;
    return fail(invalidInput(message, 'readings'));
  }
  const faults = items.flatMap((item, index) => {
    const fault = faultOf(item);
    return fault === null ? [] : [{ ...fault, path: ['readings', String(index), ...fault.path] }];
  });
  return faults.length > 0 ? fail(...faults.slice(0, 20)) : ok(fill(items, total));
}

function faultOf(item: MeterReadings): InvalidInput | null {
  const { at, startAt, intervalSeconds, values, quality } = item;
  const regular = (startAt ?? null) !== null && (intervalSeconds ?? null) !== null;
  const anyRegular = (startAt ?? null) !== null || (intervalSeconds ?? null) !== null;
  if ((at ?? null) !== null ? anyRegular : !regular) {
    return invalidInput('Give `at`, or both `startAt` and `intervalSeconds`.');
  }
  if (at && at.length !== values.length) {
    const message = `There are ${at.length} instants for ${values.length} values.`;
    return invalidInput(message, 'at');
  }
  const seconds = intervalSeconds ?? 1;
  if (seconds < 1 || seconds > longestIntervalSeconds) {
    const message = `An interval is 1 to ${longestIntervalSeconds} seconds.`;
    return invalidInput(message, 'intervalSeconds');
  }
  if (quality && quality.length !== values.length) {
    const message = `There are ${quality.length} qualities for ${values.length} values.`;
    return invalidInput(message, 'quality');
  }
  return null;
}

function fill(items: readonly MeterReadings[], total: number): LaidOut {
  const seriesOf = new Uint32Array(total);
  const valueIndex = new Uint32Array(total);
  const at = new Float64Array(total);
  const values = new Float64Array(total);
  const quality = items.some((item) => item.quality) ? new Float64Array(total) : null;
  let row = 0;
  for (const [series, item] of items.entries()) {
    const start = item.startAt?.getTime() ?? Number.NaN;
    const step = (item.intervalSeconds ?? 0) * 1000;
    item.values.forEach((value, index) => {
      if (Number.isNaN(value)) return;
      seriesOf[row] = series;
      valueIndex[row] = index;
      at[row] = item.at?.[index]?.getTime() ?? start + index * step;
      values[row] = value;
      if (quality !== null) quality[row] = item.quality?.[index] ?? Number.NaN;
      row += 1;
    });
  }
  const series = items.map(({ serialNumber, quantity, unit, estimated }) => ({
    serialNumber,
    quantity,
    unit,
    estimated: estimated === true,
  }));
  return {
    columns: {
      series,
      seriesOf: seriesOf.subarray(0, row),
      at: at.subarray(0, row),
      values: values.subarray(0, row),
      quality: quality?.subarray(0, row) ?? null,
    },
    valueIndex: valueIndex.subarray(0, row),
  };
}
