import { BSONRegExp } from 'bson';
import { refuse } from '../errors.ts';
import { compileFilter } from '../query/matcher.ts';
import { parseSort, sortDocuments } from '../query/sort.ts';
import { isOperatorDocument } from '../query/types.ts';
import type { Doc } from '../values/bson.ts';
import { isPlainObject } from '../values/bson.ts';
import { isNumeric, toDouble, toSafeInteger } from '../values/numbers.ts';
import { compareValues, equalValues } from '../values/order.ts';
import { typeName } from '../values/types.ts';
import type { UpdateOperator } from './operators.ts';
import type { Action, Slot } from './types.ts';

const fixed = (create: boolean, compile: (operand: unknown) => Action): UpdateOperator => ({
  create,
  compile: (operand) => {
    const action = compile(operand);
    return () => action;
  },
});

/** The array in a slot; null when there is none yet. */
function arrayIn(slot: Slot, name: string): unknown[] | null {
  const value = slot.get();
  if (value === undefined) return null;
  return Array.isArray(value)
    ? value
    : refuse(
        2,
        `The field '${slot.path}' must be an array for ${name} but is of type ${typeName(value)}`,
      );
}

function eachOf(name: string, operand: unknown, allowed: readonly string[]): Doc {
  if (!isPlainObject(operand) || !('$each' in operand)) return { $each: [operand] };
  const unknown = Object.keys(operand).find((key) => !allowed.includes(key));
  if (unknown !== undefined) refuse(2, `Unrecognized clause in ${name}: ${unknown}`);
  if (!Array.isArray(operand['$each']))
    refuse(14, `The argument to $each in ${name} must be an array`);
  return operand;
}

function optionalInteger(value: unknown, name: string): number | null {
  if (value === undefined) return null;
  return toSafeInteger(value) ?? refuse(2, `The value for ${name} must be an integer value`);
}

/** `$sort` of `$push`: by the members themselves or by fields of documents. */
function sorter(spec: unknown): ((values: readonly unknown[]) => unknown[]) | null {
  if (spec === undefined) return null;
  if (isNumeric(spec)) {
    const sign = toDouble(spec);
    if (sign !== 1 && sign !== -1) refuse(2, 'The $sort element value must be either 1 or -1');
    return (values) => [...values].sort((a, b) => compareValues(a, b) * sign);
  }
  const parsed = parseSort(spec);
  return (values) => {
    const documents = values.map((value) => ({
      value: isPlainObject(value) ? value : {},
      original: value,
    }));
    const originals = new Map(documents.map(({ value, original }) => [value, original] as const));
    return sortDocuments(parsed, [...originals.keys()]).map((value) => originals.get(value));
  };
}

const $push = fixed(true, (operand) => {
  const clauses = eachOf('$push', operand, ['$each', '$slice', '$sort', '$position']);
  const added = clauses['$each'] as readonly unknown[];
  const slice = optionalInteger(clauses['$slice'], '$slice');
  const position = optionalInteger(clauses['$position'], '$position');
  const sort = sorter(clauses['$sort']);
  return (slot) => {
    const values = [...(arrayIn(slot, '$push') ?? [])];
    const at =
      position === null
        ? values.length
        : position < 0
          ? Math.max(0, values.length + position)
          : position;
    values.splice(at, 0, ...added);
    const sorted = sort === null ? values : sort(values);
    if (slice === null) slot.set(sorted);
    else slot.set(slice >= 0 ? sorted.slice(0, slice) : sorted.slice(slice));
  };
});

const $addToSet = fixed(true, (operand) => {
  const added = eachOf('$addToSet', operand, ['$each'])['$each'] as readonly unknown[];
  return (slot) => {
    const values = [...(arrayIn(slot, '$addToSet') ?? [])];
    for (const item of added) {
      if (!values.some((value) => equalValues(value, item))) values.push(item);
    }
    slot.set(values);
  };
});

const $pop = fixed(false, (operand) => {
  const end = toSafeInteger(operand);
  if (end !== 1 && end !== -1) refuse(9, '$pop expects 1 or -1');
  return (slot) => {
    const value = slot.get();
    if (value === undefined) return;
    if (!Array.isArray(value))
      return refuse(
        14,
        `Path '${slot.path}' contains an element of non-array type '${typeName(value)}'`,
      );
    slot.set(end === 1 ? value.slice(0, -1) : value.slice(1));
  };
});

function removing(
  name: string,
  compile: (operand: unknown) => (item: unknown) => boolean,
): UpdateOperator {
  return fixed(false, (operand) => {
    const removed = compile(operand);
    return (slot) => {
      const values = arrayIn(slot, name);
      if (values !== null) slot.set(values.filter((item) => !removed(item)));
    };
  });
}

/** `$pull` takes a condition on the members, a query on documents, or a value. */
function pullTest(operand: unknown): (item: unknown) => boolean {
  if (isOperatorDocument(operand) || operand instanceof BSONRegExp) {
    const condition = operand instanceof BSONRegExp ? { $regex: operand } : operand;
    const predicate = compileFilter({ items: { $elemMatch: condition } });
    return (item) => predicate({ items: [item] });
  }
  if (!isPlainObject(operand)) return (item) => equalValues(item, operand);
  const predicate = compileFilter(operand);
  return (item) => isPlainObject(item) && predicate(item);
}

const $pullAll = removing('$pullAll', (operand) => {
  if (!Array.isArray(operand)) return refuse(2, '$pullAll requires an array argument');
  return (item) => operand.some((value) => equalValues(value, item));
});

export const arrayOperators: Readonly<Record<string, UpdateOperator>> = {
  $addToSet,
  $pop,
  $pull: removing('$pull', pullTest),
  $pullAll,
  $push,
};
