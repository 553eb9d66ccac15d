import {
  BSONRegExp,
  BSONSymbol,
  Binary,
  Code,
  Decimal128,
  MaxKey,
  MinKey,
  ObjectId,
  Timestamp,
} from 'bson';
import type { Doc } from './bson.ts';
import { isPlainObject } from './bson.ts';
import { compareNumbers, isInt32, isNumeric, numberKey } from './numbers.ts';

/** MongoDB's order of types; `undefined` stands for a missing value. */
export function typeRank(value: unknown): number {
  if (value === undefined) return 0;
  if (value === null) return 5;
  if (typeof value === 'string' || value instanceof BSONSymbol) return 15;
  if (typeof value === 'boolean') return 40;
  if (value instanceof Date) return 45;
  // A timestamp is a kind of Long in `bson`, so it must be asked for first.
  if (value instanceof Timestamp) return 47;
  if (isNumeric(value)) return 10;
  if (Array.isArray(value)) return 25;
  if (value instanceof ObjectId) return 35;
  if (value instanceof Binary) return 30;
  if (value instanceof BSONRegExp) return 50;
  if (value instanceof Code) return value.scope === null ? 60 : 65;
  if (value instanceof MinKey) return -1;
  if (value instanceof MaxKey) return 127;
  return 20;
}

const fix = (unit: number): number =>
  unit < 0xd800 ? unit : unit >= 0xe000 ? unit - 0x800 : unit + 0x2000;

/** Order of the UTF-8 bytes, which differs from JavaScript's beyond the basic plane. */
export function compareStrings(a: string, b: string): number {
  if (a === b) return 0;
  const length = Math.min(a.length, b.length);
  for (let index = 0; index < length; index += 1) {
    const x = a.charCodeAt(index);
    const y = b.charCodeAt(index);
    if (x !== y) return fix(x) - fix(y) < 0 ? -1 : 1;
  }
  return Math.sign(a.length - b.length);
}

function compareDocuments(a: Doc, b: Doc): number {
  const keysA = Object.keys(a);
  const keysB = Object.keys(b);
  for (const [index, keyA] of keysA.entries()) {
    const keyB = keysB[index];
    if (keyB === undefined) return 1;
    const byType = typeRank(a[keyA]) - typeRank(b[keyB]);
    if (byType !== 0) return Math.sign(byType);
    const order = compareStrings(keyA, keyB) || compareValues(a[keyA], b[keyB]);
    if (order !== 0) return order;
  }
  return Math.sign(keysA.length - keysB.length);
}

function compareArrays(a: readonly unknown[], b: readonly unknown[]): number {
  for (const [index, item] of a.entries()) {
    if (index >= b.length) return 1;
    const order = compareValues(item, b[index]);
    if (order !== 0) return order;
  }
  return Math.sign(a.length - b.length);
}

function compareBinaries(a: Binary, b: Binary): number {
  const left = a.value();
  const right = b.value();
  const order = left.length - right.length || a.sub_type - b.sub_type;
  return Math.sign(order) || Buffer.compare(left, right);
}

/** MongoDB's total order over values of any type: negative, zero or positive. */
export function compareValues(a: unknown, b: unknown): number {
  if (a === b) return 0;
  const byType = typeRank(a) - typeRank(b);
  if (byType !== 0) return Math.sign(byType);
  if (isNumeric(a) && !(a instanceof Timestamp) && isNumeric(b)) return compareNumbers(a, b);
  if (a instanceof Date && b instanceof Date) return Math.sign(a.getTime() - b.getTime());
  if (a instanceof ObjectId && b instanceof ObjectId) return Buffer.compare(a.id, b.id);
  if (typeof a === 'boolean') return a ? 1 : -1;
  if (Array.isArray(a) && Array.isArray(b)) return compareArrays(a, b);
  if (isPlainObject(a) && isPlainObject(b)) return compareDocuments(a, b);
  if (a instanceof Binary && b instanceof Binary) return compareBinaries(a, b);
  if (a instanceof Timestamp && b instanceof Timestamp) return Math.sign(a.compare(b));
  if (a instanceof BSONRegExp && b instanceof BSONRegExp) {
    return compareStrings(a.pattern, b.pattern) || compareStrings(a.options, b.options);
  }
  if (a instanceof Code && b instanceof Code) {
    return compareStrings(a.code, b.code) || compareDocuments(a.scope ?? {}, b.scope ?? {});
  }
  return compareStrings(textOf(a), textOf(b));
}

const textOf = (value: unknown): string =>
  typeof value === 'string' ? value : value instanceof BSONSymbol ? value.value : '';

export const equalValues = (a: unknown, b: unknown): boolean => compareValues(a, b) === 0;

/** A text that two values share exactly when they are equal; the key of hash indexes and groups. */
export function valueKey(value: unknown): string {
  if (typeof value === 'string') return `s${value}`;
  if (value === null) return '0';
  if (value === undefined) return 'u';
  if (isInt32(value)) return `n${value}`;
  if (value instanceof ObjectId) return `o${value.toHexString()}`;
  if (value instanceof Date) return `d${value.getTime()}`;
  if (value instanceof Timestamp) return `t${value.toBigInt()}`;
  if (isNumeric(value)) return `n${numberKey(value)}`;
  if (typeof value === 'boolean') return value ? 'T' : 'F';
  if (Array.isArray(value)) return `[${value.map((item) => sized(valueKey(item))).join('')}]`;
  if (value instanceof Binary) return `b${value.sub_type}:${value.toString('hex')}`;
  if (isPlainObject(value)) {
    const parts = Object.keys(value).map((key) => sized(key) + sized(valueKey(value[key])));
    return `{${parts.join('')}}`;
  }
  if (value instanceof BSONSymbol) return `s${value.value}`;
  if (value instanceof BSONRegExp) return `r${sized(value.pattern)}${value.options}`;
  if (value instanceof Code) return `c${sized(value.code)}${valueKey(value.scope)}`;
  return value instanceof MinKey ? '-' : '+';
}

/** Length before content, so that joined keys cannot run into one another. */
export const sized = (text: string): string => `${text.length}:${text}`;

/** Equal in value and in type, so that replacing one by the other changes nothing stored. */
export function identical(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && a.every((item, index) => identical(item, b[index]));
  }
  if (isPlainObject(a) && isPlainObject(b)) {
    const keys = Object.keys(a);
    const others = Object.keys(b);
    return (
      keys.length === others.length &&
      keys.every((key, index) => others[index] === key && identical(a[key], b[key]))
    );
  }
  return sameKind(a, b) && equalValues(a, b);
}

function sameKind(a: unknown, b: unknown): boolean {
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (a instanceof Decimal128 && b instanceof Decimal128) return a.toString() === b.toString();
  return a.constructor === b.constructor;
}
