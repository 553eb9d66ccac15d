import { Decimal128, Long, ObjectId } from 'bson';
import { MongoError, notImplemented, refuse } from '../../errors.ts';
import { fromDouble, fromInteger, isPlainObject } from '../../values/bson.ts';
import { isNumeric, toDouble } from '../../values/numbers.ts';
import { typeName, typeNameOf } from '../../values/types.ts';
import type { Form, Operator } from './types.ts';
import { isNullish, truthy } from './types.ts';

function unconvertible(value: unknown, target: string): never {
  return refuse(
    241,
    `Unsupported conversion from ${typeName(value)} to ${target} in $convert with no onError value`,
  );
}

function whole(value: unknown, target: string): bigint {
  if (typeof value === 'boolean') return value ? 1n : 0n;
  if (value instanceof Date && target === 'long') return BigInt(value.getTime());
  if (typeof value === 'string' && /^[+-]?\d+$/.test(value)) return BigInt(value.replace('+', ''));
  if (value instanceof Long) return value.toBigInt();
  if (value instanceof Decimal128 || !isNumeric(value)) return unconvertible(value, target);
  const double = toDouble(value);
  return Number.isFinite(double) ? BigInt(Math.trunc(double)) : unconvertible(value, target);
}

function toInt(value: unknown): unknown {
  const integer = fromInteger(whole(value, 'int'));
  return typeof integer === 'number' ? integer : unconvertible(value, 'int');
}

function toLong(value: unknown): unknown {
  const integer = whole(value, 'long');
  if (integer < -(2n ** 63n) || integer >= 2n ** 63n) unconvertible(value, 'long');
  return Long.fromBigInt(integer);
}

function toDoubleValue(value: unknown): unknown {
  if (typeof value === 'boolean') return fromDouble(value ? 1 : 0);
  if (value instanceof Date) return fromDouble(value.getTime());
  if (isNumeric(value)) return fromDouble(toDouble(value));
  if (typeof value !== 'string' || !/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(value)) {
    return unconvertible(value, 'double');
  }
  return fromDouble(Number(value));
}

function toText(value: unknown): unknown {
  if (typeof value === 'string') return value;
  if (typeof value === 'boolean') return String(value);
  if (value instanceof Date) return value.toISOString();
  if (value instanceof ObjectId) return value.toHexString();
  if (isNumeric(value)) return value.toString();
  return unconvertible(value, 'string');
}

const isoDate = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d{1,3})?)?(Z|[+-]\d\d:?\d\d)?)?$/;

export function toDate(value: unknown): unknown {
  if (value instanceof Date) return value;
  if (value instanceof ObjectId) return value.getTimestamp();
  if (typeof value === 'string' && isoDate.test(value)) {
    const zoned = value.length === 10 || /(Z|[+-]\d\d:?\d\d)$/.test(value) ? value : `${value}Z`;
    const date = new Date(zoned);
    return Number.isNaN(date.getTime()) ? unconvertible(value, 'date') : date;
  }
  // An int32 is refused: MongoDB takes only 64-bit numbers for dates.
  if (isNumeric(value) && typeName(value) !== 'int' && Number.isFinite(toDouble(value))) {
    return new Date(Math.trunc(toDouble(value)));
  }
  return unconvertible(value, 'date');
}

function toObjectId(value: unknown): unknown {
  if (value instanceof ObjectId) return value;
  return typeof value === 'string' && /^[0-9a-f]{24}$/i.test(value)
    ? new ObjectId(value)
    : unconvertible(value, 'objectId');
}

const converters: Readonly<Record<string, (value: unknown) => unknown>> = {
  bool: truthy,
  date: toDate,
  double: toDoubleValue,
  int: toInt,
  long: toLong,
  objectId: toObjectId,
  string: toText,
};

const converting = (apply: (value: unknown) => unknown): Operator => ({
  least: 1,
  most: 1,
  apply: ([value]) => (isNullish(value) ? null : apply(value)),
});

export const conversions = {
  $isNumber: { least: 1, most: 1, apply: ([value]) => isNumeric(value) },
  $toBool: converting(truthy),
  $toDate: converting(toDate),
  $toDouble: converting(toDoubleValue),
  $toInt: converting(toInt),
  $toLong: converting(toLong),
  $toObjectId: converting(toObjectId),
  $toString: converting(toText),
  $type: { least: 1, most: 1, apply: ([value]) => typeName(value) },
} satisfies Record<string, Operator>;

export const convertForm: Form = (operand, names, compile) => {
  if (!isPlainObject(operand) || !('input' in operand) || !('to' in operand)) {
    return refuse(9, '$convert needs an object with input and to');
  }
  const unknown = Object.keys(operand).find(
    (key) => !['input', 'to', 'onError', 'onNull'].includes(key),
  );
  if (unknown !== undefined) refuse(9, `$convert found an unknown argument: ${unknown}`);
  const input = compile(operand['input'], names);
  const to = compile(operand['to'], names);
  const onError = 'onError' in operand ? compile(operand['onError'], names) : null;
  const onNull = compile(operand['onNull'] ?? null, names);
  return (scope) => {
    const value = input(scope);
    if (isNullish(value)) return onNull(scope);
    const target = typeNameOf(to(scope)) ?? refuse(2, 'Unknown type name in $convert');
    const convert = converters[target] ?? notImplemented(`$convert to ${target}`);
    try {
      return convert(value);
    } catch (error) {
      if (onError !== null && error instanceof MongoError) return onError(scope);
      throw error;
    }
  };
};
