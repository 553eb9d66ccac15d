import type { QualityThresholds, ThresholdsOf } from './quality/thresholds.ts';
import { possibleRange, quantitiesOf, type MeterKind, type ReadingQuantity } from './quantity.ts';
import type { ReadingColumns, ReadingSeries, RejectedRow } from './reading-columns.ts';
import { factorOf } from './reading-unit.ts';

export type KnownMeter = {
  readonly id: string;
  readonly serialNumber: string;
  readonly kind: MeterKind;
  readonly dmaId: string | null;
  readonly sourceDmaId: string | null;
};

/** A series that may be stored: its meter, and the factor from its unit to the stored one. */
export type FittingSeries = {
  readonly meter: KnownMeter;
  readonly quantity: ReadingQuantity;
  readonly factor: number;
  readonly thresholds: QualityThresholds;
};

/** Clocks of loggers run ahead by minutes, not more. */
const clockToleranceMs = 5 * 60_000;

type Fault = Pick<RejectedRow, 'reason' | 'message'>;

/** What is wrong with a series as a whole, or what its rows are stored as. */
export function fitSeries(
  { serialNumber, quantity, unit }: ReadingSeries,
  meter: KnownMeter | undefined,
  thresholdsOf: ThresholdsOf,
): FittingSeries | Fault {
  if (meter === undefined) {
    return { reason: 'METER_NOT_FOUND', message: `There is no meter ${quoted(serialNumber)}.` };
  }
  const possible = quantitiesOf(meter.kind);
  if (!possible.includes(quantity)) {
    return {
      reason: 'QUANTITY_DOES_NOT_FIT_METER',
      message: `Meter ${quoted(serialNumber)} is of kind ${meter.kind}, which measures ${possible.join(', ')}, not ${quantity}.`,
    };
  }
  const factor = factorOf(quantity, unit);
  return factor === null
    ? {
        reason: 'UNIT_DOES_NOT_FIT_QUANTITY',
        message: `${quoted(unit)} is no unit of ${quantity}.`,
      }
    : { meter, quantity, factor, thresholds: thresholdsOf(meter.kind, quantity) };
}

/** Names in messages are cut short: they come from outside. */
export function quoted(name: string): string {
  return `"${name.length > 60 ? `${name.slice(0, 60)}…` : name}"`;
}

/** What is wrong with a row by itself; null when nothing is. `value` is in the stored unit. */
export function checkRow(
  columns: ReadingColumns,
  row: number,
  { quantity, factor }: FittingSeries,
  now: number,
): Fault | null {
  const value = (columns.values[row] ?? Number.NaN) * factor;
  const at = columns.at[row] ?? Number.NaN;
  const [least, greatest] = possibleRange[quantity];
  if (Number.isNaN(value)) return { reason: 'NOT_A_NUMBER', message: 'The value is not a number.' };
  if (!(value >= least && value <= greatest)) {
    const message = `${value} is outside ${least} to ${greatest} ${unitWords[quantity]}.`;
    return { reason: 'OUT_OF_RANGE', message };
  }
  if (Number.isNaN(at)) return { reason: 'BAD_TIME', message: 'The time is not a time.' };
  if (at > now + clockToleranceMs) {
    const message = `${new Date(at).toISOString()} is more than five minutes in the future.`;
    return { reason: 'IN_THE_FUTURE', message };
  }
  if (at < 0) return { reason: 'TOO_OLD', message: 'The time is before 1970.' };
  const quality = columns.quality?.[row] ?? Number.NaN;
  if (Number.isNaN(quality) || (Number.isInteger(quality) && quality >= 0 && quality <= 100)) {
    return null;
  }
  return { reason: 'BAD_QUALITY', message: 'A quality is a whole number from 0 to 100.' };
}

const unitWords = { FLOW: 'm³/h', PRESSURE: 'm', REGISTER: 'm³' } as const;
