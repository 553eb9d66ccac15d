import { Timestamp } from 'bson';
import { notImplemented, refuse } from '../errors.ts';
import { isPlainObject } from '../values/bson.ts';
import type { Numeric } from '../values/numbers.ts';
import { add, isIntegral, isNumeric, multiply } from '../values/numbers.ts';
import { compareValues } from '../values/order.ts';
import { typeName } from '../values/types.ts';
import type { Action, UpdateContext } from './types.ts';
import { arrayOperators } from './arrays.ts';

export interface UpdateOperator {
  /** Whether missing documents on the way to the field are made. */
  readonly create: boolean;
  readonly compile: (operand: unknown, path: string) => (context: UpdateContext) => Action;
}

const simple = (
  create: boolean,
  compile: (operand: unknown, path: string) => Action,
): UpdateOperator => ({
  create,
  compile: (operand, path) => {
    const action = compile(operand, path);
    return () => action;
  },
});

function arithmetic(
  name: string,
  initial: (operand: Numeric) => Numeric,
  apply: (a: Numeric, b: Numeric) => Numeric,
): UpdateOperator {
  return simple(true, (operand, path) => {
    if (!isNumeric(operand)) {
      return refuse(
        14,
        `Cannot ${name} with non-numeric argument: {${path}: ${typeName(operand)}}`,
      );
    }
    return (slot) => {
      const value = slot.get();
      if (value === undefined) {
        slot.set(initial(operand));
        return;
      }
      if (!isNumeric(value)) {
        return refuse(
          14,
          `Cannot apply ${name} to a value of non-numeric type. The field '${slot.path}' has type ${typeName(value)}`,
        );
      }
      const result = apply(value, operand);
      if (isIntegral(value) && isIntegral(operand) && !isIntegral(result)) {
        refuse(
          2,
          `Failed to apply ${name} operations to current value: the result overflows 64 bits`,
        );
      }
      slot.set(result);
    };
  });
}

const keepIf = (better: (order: number) => boolean): UpdateOperator =>
  simple(true, (operand) => (slot) => {
    const value = slot.get();
    if (value === undefined || better(compareValues(operand, value))) slot.set(operand);
  });

const $currentDate: UpdateOperator = {
  create: true,
  compile: (operand, path) => {
    const type = isPlainObject(operand) ? operand['$type'] : operand;
    if (type !== true && type !== false && type !== 'date' && type !== 'timestamp') {
      refuse(2, `${path} needs true or { $type: 'date' | 'timestamp' } for $currentDate`);
    }
    return ({ now }) =>
      (slot) => {
        const seconds = Math.floor(now.getTime() / 1000);
        slot.set(type === 'timestamp' ? new Timestamp({ t: seconds, i: 1 }) : new Date(now));
      };
  },
};

export const updateOperators: Readonly<Record<string, UpdateOperator>> = {
  $currentDate,
  $inc: arithmetic('$inc', (operand) => operand, add),
  $max: keepIf((order) => order > 0),
  $min: keepIf((order) => order < 0),
  $mul: arithmetic('$mul', (operand) => multiply(0, operand), multiply),
  $set: simple(true, (operand) => (slot) => slot.set(operand)),
  $setOnInsert: {
    create: true,
    compile:
      (operand) =>
      ({ isInsert }) =>
      (slot) => {
        if (isInsert) slot.set(operand);
      },
  },
  $unset: simple(false, () => (slot) => slot.remove()),
  ...arrayOperators,
};

export function unknownUpdateOperator(name: string): never {
  if (name === '$bit') notImplemented('$bit');
  return refuse(
    9,
    `Unknown modifier: ${name}. Expected a valid update modifier or pipeline-style update specified as an array`,
  );
}
