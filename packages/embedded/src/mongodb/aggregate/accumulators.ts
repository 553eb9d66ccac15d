import { notImplemented, refuse } from '../errors.ts';
import { Decimal128 } from 'bson';
import { fromDouble, isPlainObject } from '../values/bson.ts';
import type { Doc } from '../values/bson.ts';
import { isNumeric, toDouble } from '../values/numbers.ts';
import { compareValues, valueKey } from '../values/order.ts';
import { addTo, averageOfTotal, newTotal, sumOfTotal } from './totals.ts';

/** The state of one accumulator in one group. */
export interface Accumulate {
  add(value: unknown): void;
  result(): unknown;
}

/** A group keeps no more values than this, so that one cannot fill the memory. */
const maximumMembers = 1_000_000;

function total(result: (state: ReturnType<typeof newTotal>) => unknown): () => Accumulate {
  return () => {
    const state = newTotal();
    return { add: (value) => addTo(state, value), result: () => result(state) };
  };
}

function extreme(sign: 1 | -1): () => Accumulate {
  return () => {
    let best: unknown = null;
    return {
      add: (value) => {
        if (value === null || value === undefined) return;
        if (best === null || compareValues(value, best) * sign > 0) best = value;
      },
      result: () => best,
    };
  };
}

function collected(unique: boolean): () => Accumulate {
  return () => {
    const values: unknown[] = [];
    const keys = new Set<string>();
    return {
      add: (value) => {
        if (value === undefined) return;
        if (unique) {
          const key = valueKey(value);
          if (keys.has(key)) return;
          keys.add(key);
        }
        if (values.length >= maximumMembers) refuse(146, 'Used too much memory for a single array');
        values.push(value);
      },
      result: () => values,
    };
  };
}

function position(last: boolean): () => Accumulate {
  return () => {
    let seen = false;
    let kept: unknown = null;
    return {
      add: (value) => {
        if (last || !seen) kept = value ?? null;
        seen = true;
      },
      result: () => kept,
    };
  };
}

/** Welford's running variance. */
function deviation(sample: boolean): () => Accumulate {
  return () => {
    let [count, mean, squares] = [0, 0, 0];
    return {
      add: (value) => {
        if (!isNumeric(value)) return;
        if (value instanceof Decimal128) notImplemented('A standard deviation of Decimal128');
        const number = toDouble(value);
        const delta = number - mean;
        count += 1;
        mean += delta / count;
        squares += delta * (number - mean);
      },
      result: () => {
        const degrees = sample ? count - 1 : count;
        return degrees < 1 ? null : fromDouble(Math.sqrt(squares / degrees));
      },
    };
  };
}

function merged(): Accumulate {
  const result: Doc = {};
  return {
    add: (value) => {
      if (value === null || value === undefined) return;
      if (!isPlainObject(value)) refuse(40400, '$mergeObjects requires object inputs');
      Object.assign(result, value);
    },
    result: () => result,
  };
}

function counted(): Accumulate {
  let count = 0;
  return { add: () => void (count += 1), result: () => count };
}

export const accumulators: ReadonlyMap<string, () => Accumulate> = new Map([
  ['$addToSet', collected(true)],
  ['$avg', total(averageOfTotal)],
  ['$count', counted],
  ['$first', position(false)],
  ['$last', position(true)],
  ['$max', extreme(1)],
  ['$mergeObjects', merged],
  ['$min', extreme(-1)],
  ['$push', collected(false)],
  ['$stdDevPop', deviation(false)],
  ['$stdDevSamp', deviation(true)],
  ['$sum', total(sumOfTotal)],
]);
