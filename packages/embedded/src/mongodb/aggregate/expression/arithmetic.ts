import { Decimal128, Long } from 'bson';
import { notImplemented, refuse } from '../../errors.ts';
import { fromDouble, fromInteger } from '../../values/bson.ts';
import type { Numeric } from '../../values/numbers.ts';
import {
  add,
  compareNumbers,
  isIntegral,
  isNumeric,
  multiply,
  remainder,
  subtract,
  toDouble,
  toSafeInteger,
} from '../../values/numbers.ts';
import { typeName } from '../../values/types.ts';
import { averageOf, extremeOf, sumOf } from '../totals.ts';
import type { Operator } from './types.ts';
import { isNullish } from './types.ts';

function numbers(
  name: string,
  least: number,
  most: number,
  apply: (...values: Numeric[]) => unknown,
): Operator {
  return {
    least,
    most,
    apply: (values) => {
      if (values.some(isNullish)) return null;
      const checked = values.map((value) =>
        isNumeric(value)
          ? value
          : refuse(28765, `${name} only supports numeric types, not ${typeName(value)}`),
      );
      if (checked.some((value) => value instanceof Decimal128))
        notImplemented(`${name} on Decimal128`);
      return apply(...checked);
    },
  };
}

const real = (name: string, apply: (...values: number[]) => number): Operator =>
  numbers(name, apply.length, apply.length, (...values) =>
    fromDouble(apply(...values.map(toDouble))),
  );

/** Integers stay as they are, doubles go through `apply`. */
const rounding = (name: string, apply: (value: number) => number): Operator =>
  numbers(name, 1, 1, (value) => (isIntegral(value) ? value : fromDouble(apply(toDouble(value)))));

const offset = (date: Date, value: unknown, sign: 1 | -1): Date => {
  if (!isNumeric(value))
    return refuse(14, `$add only supports numeric or date types, not ${typeName(value)}`);
  return new Date(date.getTime() + sign * Math.round(toDouble(value)));
};

const $add: Operator = {
  least: 0,
  most: Infinity,
  apply: (values) => {
    if (values.some(isNullish)) return null;
    const dates = values.filter((value) => value instanceof Date);
    if (dates.length > 1) refuse(16612, 'only one date allowed in an $add expression');
    const terms = values.filter((value) => !(value instanceof Date));
    const [date] = dates;
    if (date !== undefined) return terms.reduce<Date>((sum, value) => offset(sum, value, 1), date);
    return terms.reduce<Numeric>(
      (sum, value) =>
        isNumeric(value)
          ? add(sum, value)
          : refuse(14, `$add only supports numeric or date types, not ${typeName(value)}`),
      0,
    );
  },
};

const $subtract: Operator = {
  least: 2,
  most: 2,
  apply: ([a, b]) => {
    if (isNullish(a) || isNullish(b)) return null;
    if (a instanceof Date && b instanceof Date) return Long.fromNumber(a.getTime() - b.getTime());
    if (a instanceof Date) return offset(a, b, -1);
    if (isNumeric(a) && isNumeric(b)) return subtract(a, b);
    return refuse(14, `can't $subtract ${typeName(b)} from ${typeName(a)}`);
  },
};

function round(name: string, toInteger: (value: number) => number): Operator {
  return numbers(name, 1, 2, (value, places = 0) => {
    const precision =
      toSafeInteger(places) ?? refuse(51082, `precision argument to ${name} must be integral`);
    if (precision < -20 || precision > 100)
      refuse(51083, `cannot apply ${name} with precision value ${precision}`);
    if (isIntegral(value) && precision >= 0) return value;
    if (isIntegral(value)) notImplemented(`${name} of an integer to negative places`);
    const double = toDouble(value);
    if (!Number.isFinite(double) || double === 0) return value;
    const shifted = Number(`${double}e${precision}`);
    if (Number.isNaN(shifted)) return roundByFactor(double, precision, toInteger);
    return fromDouble(Number(`${toInteger(shifted)}e${-precision}`));
  });
}

function roundByFactor(value: number, precision: number, toInteger: (value: number) => number) {
  const factor = 10 ** precision;
  return fromDouble(Number.isFinite(value * factor) ? toInteger(value * factor) / factor : value);
}

/** Halves go to the even neighbour. */
function roundHalfEven(value: number): number {
  const floor = Math.floor(value);
  const part = value - floor;
  if (part !== 0.5) return Math.round(value);
  return floor % 2 === 0 ? floor : floor + 1;
}

const positive = (name: string, code: number, apply: (value: number) => number): Operator =>
  real(name, (value) => {
    if (value < 0 || (value === 0 && name !== '$sqrt')) {
      refuse(code, `${name}'s argument must be a positive number, but is ${value}`);
    }
    return apply(value);
  });

function power(base: Numeric, exponent: Numeric): Numeric {
  const result = toDouble(base) ** toDouble(exponent);
  const exact = isIntegral(base) && isIntegral(exponent) && toDouble(exponent) >= 0;
  if (!exact || Math.abs(result) >= 2 ** 63) return fromDouble(result);
  return fromInteger(BigInt(base.toString()) ** BigInt(exponent.toString()));
}

const list = (values: readonly unknown[]): readonly unknown[] => {
  const [only] = values;
  return values.length === 1 && Array.isArray(only) ? only : values;
};

export const arithmetic = {
  $abs: numbers('$abs', 1, 1, (value) =>
    compareNumbers(value, 0) < 0 && !Number.isNaN(toDouble(value)) ? subtract(0, value) : value,
  ),
  $add,
  $avg: { least: 0, most: Infinity, apply: (values) => averageOf(list(values)) },
  $ceil: rounding('$ceil', Math.ceil),
  $divide: numbers('$divide', 2, 2, (a, b) => {
    if (toDouble(b) === 0) refuse(2, "can't $divide by zero");
    return fromDouble(toDouble(a) / toDouble(b));
  }),
  $exp: real('$exp', (value) => Math.exp(value)),
  $floor: rounding('$floor', Math.floor),
  $ln: positive('$ln', 28766, Math.log),
  $log10: positive('$log10', 28761, Math.log10),
  $max: { least: 0, most: Infinity, apply: (values) => extremeOf(list(values), 1) },
  $min: { least: 0, most: Infinity, apply: (values) => extremeOf(list(values), -1) },
  $mod: numbers('$mod', 2, 2, (a, b) => {
    if (toDouble(b) === 0) refuse(16610, "can't $mod by zero");
    return remainder(a, b);
  }),
  $multiply: numbers('$multiply', 0, Infinity, (...values) => values.reduce(multiply, 1)),
  $pow: numbers('$pow', 2, 2, power),
  $round: round('$round', roundHalfEven),
  $sqrt: positive('$sqrt', 28714, Math.sqrt),
  $subtract,
  $sum: { least: 0, most: Infinity, apply: (values) => sumOf(list(values)) },
  $trunc: round('$trunc', Math.trunc),
} satisfies Record<string, Operator>;
