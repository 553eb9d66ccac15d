import { horizonHours, slotOf, type DemandSeries } from './demand-series.ts';
import { at } from './numbers.ts';
import { put, type FewNumbers } from './few-numbers.ts';

/** Past values at the same hour of the demand week; gaps are passed over. */
export type SlotHistory = {
  /** Up to `count` indices before `origin` in the slot of `target`, latest first. */
  before(target: number, origin: number, count: number): readonly number[];
  /** Puts the values of those indices in the place of what `into` holds. */
  valuesBefore(target: number, origin: number, count: number, into: FewNumbers): void;
};

// Far enough for eight weeks with holes, near enough that a year-old week never speaks.
export const longestLookBackHours = 16 * horizonHours;

/** Indexes a series by slot, which also takes care of clock changes and holidays. */
export function slotHistory(series: DemandSeries): SlotHistory {
  const { inflow } = series;
  const bySlot: number[][] = Array.from({ length: horizonHours }, () => []);
  for (let index = 0; index < inflow.length; index += 1) {
    if (!Number.isNaN(at(inflow, index))) bySlot[slotOf(series, index)]?.push(index);
  }
  const visit = (target: number, origin: number, count: number, see: (index: number) => void) => {
    const indices = bySlot[slotOf(series, target)] ?? [];
    const oldest = origin - longestLookBackHours;
    const last = firstNotBefore(indices, origin) - 1;
    for (let place = last; place >= 0 && place > last - count; place -= 1) {
      const index = at(indices, place);
      if (index < oldest) break;
      see(index);
    }
  };
  return {
    before: (target, origin, count) => {
      const found: number[] = [];
      visit(target, origin, count, (index) => found.push(index));
      return found;
    },
    valuesBefore: (target, origin, count, into) => {
      into.count = 0;
      visit(target, origin, count, (index) => {
        put(into, at(inflow, index));
      });
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
