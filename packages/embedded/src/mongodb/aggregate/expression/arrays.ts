import { refuse } from '../../errors.ts';
import type { Doc } from '../../values/bson.ts';
import { isPlainObject, unstorable } from '../../values/bson.ts';
import { toSafeInteger } from '../../values/numbers.ts';
import { equalValues, valueKey } from '../../values/order.ts';
import { typeName } from '../../values/types.ts';
import type { Operator } from './types.ts';
import { isNullish } from './types.ts';

function array(value: unknown, code: number, name: string): readonly unknown[] {
  return Array.isArray(value)
    ? value
    : refuse(code, `${name} needs an array, not ${typeName(value)}`);
}

function integer(value: unknown, code: number, name: string): number {
  return toSafeInteger(value) ?? refuse(code, `${name} needs an integer, not ${typeName(value)}`);
}

/** Null when any argument is null or missing. */
function strict(
  least: number,
  most: number,
  apply: (values: readonly unknown[]) => unknown,
): Operator {
  return { least, most, apply: (values) => (values.some(isNullish) ? null : apply(values)) };
}

function elementAt(values: readonly unknown[], index: number): unknown {
  return values[index < 0 ? values.length + index : index];
}

function slice([list, second, third]: readonly unknown[]): unknown {
  const values = array(list, 28724, '$slice');
  const from = integer(second, 28725, '$slice');
  if (third === undefined) return from >= 0 ? values.slice(0, from) : values.slice(from);
  const count = integer(third, 28727, '$slice');
  if (count <= 0) refuse(28729, 'Third argument to $slice must be positive');
  const start = from < 0 ? Math.max(0, values.length + from) : from;
  return values.slice(start, start + count);
}

function range([first, last, third]: readonly unknown[]): unknown {
  const start = integer(first, 34443, '$range');
  const end = integer(last, 34444, '$range');
  const step = third === undefined ? 1 : integer(third, 34447, '$range');
  if (step === 0) refuse(34449, '$range requires a non-zero step value');
  const length = Math.max(0, Math.ceil((end - start) / step));
  if (length > 1_000_000) refuse(146, '$range would use too much memory');
  return Array.from({ length }, (_, index) => start + index * step);
}

function distinct(values: readonly unknown[]): unknown[] {
  return [...new Map(values.map((value) => [valueKey(value), value])).values()];
}

const keysOf = (values: readonly unknown[]): Set<string> => new Set(values.map(valueKey));

function arrayToObject([list]: readonly unknown[]): unknown {
  const result: Doc = {};
  for (const item of array(list, 40386, '$arrayToObject')) {
    const [key, value] = pair(item);
    if (typeof key !== 'string' || unstorable.has(key)) {
      return refuse(40394, '$arrayToObject needs string keys');
    }
    result[key] = value;
  }
  return result;
}

function pair(item: unknown): readonly unknown[] {
  if (Array.isArray(item) && item.length === 2) return item;
  if (isPlainObject(item) && 'k' in item && 'v' in item && Object.keys(item).length === 2) {
    return [item['k'], item['v']];
  }
  return refuse(40397, '$arrayToObject needs pairs of key and value');
}

function mergeObjects(values: readonly unknown[]): Doc {
  const [only] = values;
  const documents: readonly unknown[] = values.length === 1 && Array.isArray(only) ? only : values;
  const present = documents.filter((value) => !isNullish(value));
  return Object.assign(
    {},
    ...present.map((value) =>
      isPlainObject(value)
        ? value
        : refuse(40400, `$mergeObjects requires object inputs, not ${typeName(value)}`),
    ),
  ) as Doc;
}

const subset = ([first, second]: readonly unknown[]): boolean => {
  const whole = keysOf(array(second, 17042, '$setIsSubset'));
  return array(first, 17046, '$setIsSubset').every((value) => whole.has(valueKey(value)));
};

export const arrays = {
  $arrayElemAt: strict(2, 2, ([list, index]) =>
    elementAt(array(list, 28689, '$arrayElemAt'), integer(index, 28690, '$arrayElemAt')),
  ),
  $arrayToObject: strict(1, 1, arrayToObject),
  $anyElementTrue: {
    least: 1,
    most: 1,
    apply: ([list]) =>
      array(list, 5159200, '$anyElementTrue').some(
        (value) => !isNullish(value) && value !== false && !equalValues(value, 0),
      ),
  },
  $concatArrays: strict(0, Infinity, (lists) =>
    lists.flatMap((list) => array(list, 28664, '$concatArrays')),
  ),
  $first: strict(1, 1, ([list]) => array(list, 28689, '$first')[0]),
  $in: {
    least: 2,
    most: 2,
    apply: ([value, list]) => array(list, 40081, '$in').some((item) => equalValues(item, value)),
  },
  $indexOfArray: strict(2, 2, ([list, value]) =>
    array(list, 40090, '$indexOfArray').findIndex((item) => equalValues(item, value)),
  ),
  $isArray: { least: 1, most: 1, apply: ([value]) => Array.isArray(value) },
  $last: strict(1, 1, ([list]) => array(list, 28689, '$last').at(-1)),
  $mergeObjects: { least: 0, most: Infinity, apply: mergeObjects },
  $objectToArray: strict(1, 1, ([value]) =>
    isPlainObject(value)
      ? Object.keys(value).map((key) => ({ k: key, v: value[key] }))
      : refuse(40390, `$objectToArray requires a document input, found: ${typeName(value)}`),
  ),
  $range: strict(2, 3, range),
  $reverseArray: strict(1, 1, ([list]) => [...array(list, 34435, '$reverseArray')].reverse()),
  $setDifference: strict(2, 2, ([first, second]) => {
    const removed = keysOf(array(second, 17049, '$setDifference'));
    return distinct(array(first, 17048, '$setDifference')).filter(
      (value) => !removed.has(valueKey(value)),
    );
  }),
  $setEquals: strict(2, 2, ([first, second]) => subset([first, second]) && subset([second, first])),
  $setIntersection: strict(1, Infinity, (lists) => {
    const [first, ...others] = lists.map((list) => array(list, 17047, '$setIntersection'));
    const sets = others.map(keysOf);
    return distinct(first ?? []).filter((value) => sets.every((keys) => keys.has(valueKey(value))));
  }),
  $setIsSubset: { least: 2, most: 2, apply: subset },
  $setUnion: strict(0, Infinity, (lists) =>
    distinct(lists.flatMap((list) => array(list, 17043, '$setUnion'))),
  ),
  $size: { least: 1, most: 1, apply: ([list]) => array(list, 17124, '$size').length },
  $slice: strict(2, 3, slice),
} satisfies Record<string, Operator>;
