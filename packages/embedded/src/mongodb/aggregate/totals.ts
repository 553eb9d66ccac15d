import { Decimal128 } from 'bson';
import { notImplemented } from '../errors.ts';
import { fromDouble } from '../values/bson.ts';
import type { Numeric } from '../values/numbers.ts';
import { add, isIntegral, isNumeric, toDouble } from '../values/numbers.ts';
import { compareValues } from '../values/order.ts';

/** A running sum as MongoDB keeps it: integers exactly, doubles with the rounding error carried along. */
export interface Total {
  integers: Numeric;
  high: number;
  low: number;
  count: number;
  isDouble: boolean;
}

export const newTotal = (): Total => ({ integers: 0, high: 0, low: 0, count: 0, isDouble: false });

/** Adds a value if it is a number; all else is ignored, as MongoDB does. */
export function addTo(total: Total, value: unknown): void {
  if (!isNumeric(value)) return;
  if (value instanceof Decimal128) notImplemented('A sum of Decimal128');
  total.count += 1;
  if (isIntegral(value)) {
    total.integers = add(total.integers, value);
    return;
  }
  total.isDouble = true;
  addDouble(total, toDouble(value));
}

function addDouble(total: Total, value: number): void {
  const sum = total.high + value;
  const error =
    Math.abs(total.high) >= Math.abs(value) ? total.high - sum + value : value - sum + total.high;
  total.high = sum;
  if (Number.isFinite(error)) total.low += error;
}

function asDouble(total: Total): number {
  const copy = { ...total };
  addDouble(copy, toDouble(total.integers));
  return Number.isFinite(copy.high) ? copy.high + copy.low : copy.high;
}

export function sumOfTotal(total: Total): Numeric {
  return total.isDouble ? fromDouble(asDouble(total)) : total.integers;
}

export function averageOfTotal(total: Total): Numeric | null {
  return total.count === 0 ? null : fromDouble(asDouble(total) / total.count);
}

function totalOf(values: readonly unknown[]): Total {
  const total = newTotal();
  for (const value of values) addTo(total, value);
  return total;
}

export const sumOf = (values: readonly unknown[]): Numeric => sumOfTotal(totalOf(values));

export const averageOf = (values: readonly unknown[]): Numeric | null =>
  averageOfTotal(totalOf(values));

/** The largest (sign 1) or smallest (sign -1) value that is neither null nor missing, or null. */
export function extremeOf(values: readonly unknown[], sign: 1 | -1): unknown {
  let best: unknown = null;
  for (const value of values) {
    if (value === null || value === undefined) continue;
    if (best === null || compareValues(value, best) * sign > 0) best = value;
  }
  return best;
}
