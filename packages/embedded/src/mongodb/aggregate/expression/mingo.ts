import { Context, ProcessingMode, evalExpr } from 'mingo/core';
import * as library from 'mingo/operators/expression';
import { Decimal128 } from 'bson';
import { notImplemented, refuse } from '../../errors.ts';
import { fromDouble } from '../../values/bson.ts';
import { isNumeric, toDouble } from '../../values/numbers.ts';
import { typeName } from '../../values/types.ts';
import type { Operator } from './types.ts';
import { isNullish } from './types.ts';

/*
 * Only operators over plain numbers and strings come from mingo: it does not know BSON's types,
 * their order, or the difference between missing and null, so all others are our own.
 */
const trigonometry = [
  '$acos', '$acosh', '$asin', '$asinh', '$atan', '$atan2', '$atanh', '$cos', '$cosh',
  '$degreesToRadians', '$radiansToDegrees', '$sin', '$sinh', '$tan', '$tanh',
] as const; // prettier-ignore

const options = {
  idKey: '_id',
  processingMode: ProcessingMode.CLONE_OFF,
  useStrictMode: true,
  scriptEnabled: false,
  failOnError: true,
  context: Context.init({ expression: { ...library } }),
};

/** Values are passed as literals, or a text that starts with "$" would be read as a path. */
function applyMingo(name: string, values: readonly unknown[]): unknown {
  const literals = values.map((value) => ({
    $literal: isNumeric(value) ? toDouble(value) : value,
  }));
  try {
    return evalExpr({}, { [name]: literals.length === 1 ? literals[0] : literals }, options);
  } catch (error) {
    return refuse(2, `${name}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

const angle = (name: string): Operator => ({
  least: name === '$atan2' ? 2 : 1,
  most: name === '$atan2' ? 2 : 1,
  apply: (values) => {
    if (values.some(isNullish)) return null;
    for (const value of values) {
      if (value instanceof Decimal128) notImplemented(`${name} on Decimal128`);
      if (!isNumeric(value))
        refuse(28765, `${name} only supports numeric types, not ${typeName(value)}`);
    }
    const result = applyMingo(name, values);
    return typeof result === 'number' ? fromDouble(result) : result;
  },
});

const substring = (name: string): Operator => ({
  least: 3,
  most: 3,
  apply: (values) => applyMingo(name, values),
});

export const delegated: Readonly<Record<string, Operator>> = {
  ...Object.fromEntries(trigonometry.map((name) => [name, angle(name)])),
  $substrCP: substring('$substrCP'),
};
