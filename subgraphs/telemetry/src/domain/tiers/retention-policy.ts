import type { ReadingQuantity } from '../quantity.ts';
import { allQuantities } from './day-readings.ts';

/** Ages in days at which readings leave a tier. */
export type TierAges = {
  /** Rows until this old. */
  readonly hotDays: number;
  /** Then packed until this old. */
  readonly warmDays: number;
  /** Then in the archive until this old, and until it was received that long ago. */
  readonly totalDays: number;
};

export type RetentionPolicy = Readonly<Record<ReadingQuantity, TierAges>>;

const fiveYears = 1_826;

export const usualRetention: RetentionPolicy = {
  FLOW: { hotDays: 7, warmDays: 30, totalDays: fiveYears },
  PRESSURE: { hotDays: 7, warmDays: 30, totalDays: fiveYears },
  REGISTER: { hotDays: 30, warmDays: 365, totalDays: fiveYears },
};

const part = /^(flow|pressure|register)=(\d{1,6})\/(\d{1,6})\/(\d{1,6})$/;

/**
 * `flow=7/30/1826,register=30/365/1826`: days as rows, days until the archive, days in all. What
 * is not named is as usual. An error is told in words.
 */
export function parseRetention(text: string): RetentionPolicy | { readonly problem: string } {
  let policy = usualRetention;
  for (const item of text.split(',').map((piece) => piece.trim())) {
    const [, name = '', ...ages] = part.exec(item) ?? [];
    const quantity = allQuantities.find((known) => known.toLowerCase() === name);
    if (quantity === undefined) {
      return { problem: `"${item}" is not like flow=7/30/1826 (flow, pressure or register)` };
    }
    const [hotDays = 0, warmDays = 0, totalDays = 0] = ages.map(Number);
    if (hotDays < 1 || hotDays > warmDays || warmDays >= totalDays) {
      return { problem: `"${item}": the days must be at least 1 and rise` };
    }
    policy = { ...policy, [quantity]: { hotDays, warmDays, totalDays } };
  }
  return policy;
}
