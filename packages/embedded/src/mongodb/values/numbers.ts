import { Decimal128, Double, Long, Timestamp } from 'bson';
import { notImplemented } from '../errors.ts';
import { fromDouble, fromInteger } from './bson.ts';

export type Numeric = number | Double | Long | Decimal128;

export function isNumeric(value: unknown): value is Numeric {
  return (
    typeof value === 'number' ||
    value instanceof Double ||
    value instanceof Decimal128 ||
    // `bson` derives its timestamp from its 64-bit integer.
    (value instanceof Long && !(value instanceof Timestamp))
  );
}

export function isInt32(value: unknown): value is number {
  return typeof value === 'number' && (value | 0) === value && !Object.is(value, -0);
}

export function isIntegral(value: unknown): value is number | Long {
  return isInt32(value) || value instanceof Long;
}

/** The nearest double of any number. */
export function toDouble(value: Numeric): number {
  if (typeof value === 'number') return value;
  if (value instanceof Double) return value.value;
  if (value instanceof Long) return value.toNumber();
  return Number(value.toString());
}

/** The exact integer of an int or long, or of a double or decimal without a fraction; else null. */
export function toBigInt(value: Numeric): bigint | null {
  if (value instanceof Long) return value.toBigInt();
  if (value instanceof Decimal128) {
    const decimal = fraction(value);
    if (decimal === null || decimal.numerator % decimal.denominator !== 0n) return null;
    return decimal.numerator / decimal.denominator;
  }
  const double = toDouble(value);
  return Number.isInteger(double) ? BigInt(double) : null;
}

/** A safe integer argument (limit, skip, size …) of any numeric type, or null. */
export function toSafeInteger(value: unknown): number | null {
  if (!isNumeric(value)) return null;
  const exact = toBigInt(value);
  if (exact === null) return null;
  const number = Number(exact);
  return Number.isSafeInteger(number) ? number : null;
}

interface Fraction {
  readonly numerator: bigint;
  readonly denominator: bigint;
}

/** The exact value as a fraction; null for infinities and NaN. */
function fraction(value: Numeric): Fraction | null {
  if (value instanceof Long) return { numerator: value.toBigInt(), denominator: 1n };
  if (value instanceof Decimal128) return decimalFraction(value.toString());
  return doubleFraction(toDouble(value));
}

function decimalFraction(text: string): Fraction | null {
  const match = /^(-?)(\d+)(?:\.(\d+))?(?:E([+-]?\d+))?$/i.exec(text);
  if (match === null) return null;
  const [, sign = '', whole = '', decimals = '', exponent = '0'] = match;
  const digits = BigInt(sign + whole + decimals);
  const scale = Number(exponent) - decimals.length;
  return scale >= 0
    ? { numerator: digits * 10n ** BigInt(scale), denominator: 1n }
    : { numerator: digits, denominator: 10n ** BigInt(-scale) };
}

function doubleFraction(value: number): Fraction | null {
  if (!Number.isFinite(value)) return null;
  let scaled = value;
  let shift = 0;
  while (!Number.isInteger(scaled)) {
    scaled *= 2;
    shift += 1;
  }
  return { numerator: BigInt(scaled), denominator: 1n << BigInt(shift) };
}

/** Exact order over all numeric types; NaN is below all numbers and equal to itself. */
export function compareNumbers(a: Numeric, b: Numeric): number {
  const left = toDouble(a);
  const right = toDouble(b);
  if (Number.isNaN(left) || Number.isNaN(right)) {
    return Number(Number.isNaN(right)) - Number(Number.isNaN(left));
  }
  if (left < right) return -1;
  if (left > right) return 1;
  // Equal as doubles: only 64-bit integers and decimals can still differ.
  const exact =
    a instanceof Long || a instanceof Decimal128 || b instanceof Long || b instanceof Decimal128;
  if (!exact) return 0;
  const x = fraction(a);
  const y = fraction(b);
  if (x === null || y === null) return Number(x !== null) - Number(y !== null);
  const difference = x.numerator * y.denominator - y.numerator * x.denominator;
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

/** A text that two numbers share exactly when they are equal. */
export function numberKey(value: Numeric): string {
  const double = toDouble(value);
  if (Number.isNaN(double)) return 'NaN';
  const integer = toBigInt(value);
  if (integer !== null) return integer.toString();
  if (value instanceof Decimal128 && compareNumbers(value, fromDouble(double)) !== 0) {
    const exact = fraction(value);
    if (exact !== null) return reduced(exact);
  }
  return String(double);
}

function reduced({ numerator, denominator }: Fraction): string {
  let [a, b] = [numerator < 0n ? -numerator : numerator, denominator];
  while (b !== 0n) [a, b] = [b, a % b];
  return `${numerator / a}/${denominator / a}`;
}

function arithmetic(
  a: Numeric,
  b: Numeric,
  name: string,
  integers: (x: bigint, y: bigint) => bigint,
  doubles: (x: number, y: number) => number,
): Numeric {
  if (a instanceof Decimal128 || b instanceof Decimal128) {
    return notImplemented(`${name} on Decimal128`);
  }
  if (isIntegral(a) && isIntegral(b)) {
    const exact = integers(BigInt(a.toString()), BigInt(b.toString()));
    if (exact >= -(2n ** 63n) && exact < 2n ** 63n) {
      const wide = a instanceof Long || b instanceof Long;
      return wide ? Long.fromBigInt(exact) : fromInteger(exact);
    }
  }
  return fromDouble(doubles(toDouble(a), toDouble(b)));
}

export function add(a: Numeric, b: Numeric): Numeric {
  return arithmetic(
    a,
    b,
    'Addition',
    (x, y) => x + y,
    (x, y) => x + y,
  );
}

export function subtract(a: Numeric, b: Numeric): Numeric {
  return arithmetic(
    a,
    b,
    'Subtraction',
    (x, y) => x - y,
    (x, y) => x - y,
  );
}

export function multiply(a: Numeric, b: Numeric): Numeric {
  return arithmetic(
    a,
    b,
    'Multiplication',
    (x, y) => x * y,
    (x, y) => x * y,
  );
}

/** Remainder with the dividend's sign. The caller has refused a zero divisor. */
export function remainder(a: Numeric, b: Numeric): Numeric {
  return arithmetic(
    a,
    b,
    'Remainder',
    (x, y) => x % y,
    (x, y) => x % y,
  );
}
