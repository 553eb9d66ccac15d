import { compareValues } from '../../values/order.ts';
import type { Operator } from './types.ts';

const compared = (accept: (order: number) => unknown): Operator => ({
  least: 2,
  most: 2,
  apply: ([a, b]) => accept(compareValues(a, b)),
});

export const comparisons = {
  $cmp: compared(Math.sign),
  $eq: compared((order) => order === 0),
  $ne: compared((order) => order !== 0),
  $gt: compared((order) => order > 0),
  $gte: compared((order) => order >= 0),
  $lt: compared((order) => order < 0),
  $lte: compared((order) => order <= 0),
} satisfies Record<string, Operator>;
