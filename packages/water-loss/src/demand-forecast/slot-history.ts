import { horizonHours, slotOf, type DemandSeries } from './demand-series.ts';
import { at } from './numbers.ts';

/** Past values at the same hour of the demand week; gaps are passed over. */
export type SlotHistory = {
  /** Up to `count` indices before `origin` in the slot of `target`, latest first. */
  before(target: number, origin: number, count: number): readonly number[];
};

// Far enough for eight weeks with holes, near enough that a year-old week never speaks.
const longestLookBackHours = 16 * horizonHours;

/** Indexes a series by slot, which also takes care of clock changes and holidays. */
export function slotHistory(series: DemandSeries): SlotHistory {
  const bySlot: number[][] = Array.from({ length: horizonHours }, () => []);
  for (let index = 0; index < series.inflow.length; index += 1) {
    if (!Number.isNaN(at(series.inflow, index))) bySlot[slotOf(series, index)]?.push(index);
  }
  return {
    before: (target, origin, count) => {
      const indices = bySlot[slotOf(series, target)] ?? [];
      const found: number[] = [];
      const oldest = origin - longestLookBackHours;
      for (let i = firstNotBefore(indices, origin) - 1; i >= 0 && found.length < count; i -= 1) {
        const index = at(indices, i);
        if (index < oldest) break;
        found.push(index);
      }
      return found;
    },
  };
}

function firstNotBefore(ascending: readonly number[], limit: number): number {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (at(ascending, middle) < limit) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Mean of values, latest first, each weighing `decay` of the one after it; NaN of none. */
export function fadingMean(latestFirst: readonly number[], decay: number): number {
  let sum = 0;
  let total = 0;
  let weight = 1;
  for (const value of latestFirst) {
    sum += weight * value;
    total += weight;
    weight *= decay;
  }
  return sum / total;
}
