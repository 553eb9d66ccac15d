import DataLoader from 'dataloader';
import type { Dma } from './domain/dma.ts';
import { periodKey, type Period } from './domain/period.ts';

export type DmaInPeriod = { readonly dma: Dma; readonly period: Period };

/** A loader that reads once for each distinct period, of which a request has few. */
export function perPeriod<Value>(
  read: (period: Period, dmas: readonly Dma[]) => Promise<(dma: Dma) => Value>,
  { cache = true } = {},
): DataLoader<DmaInPeriod, Value, string> {
  return new DataLoader(
    async (keys) => {
      const groups = Map.groupBy(keys, (key) => periodKey(key.period));
      const values = new Map(
        await Promise.all(
          Array.from(groups, async ([key, [first, ...rest]]) => {
            if (first === undefined) throw new Error('A group has a member.');
            const dmas = [first, ...rest].map((each) => each.dma);
            return [key, await read(first.period, dmas)] as const;
          }),
        ),
      );
      return keys.map((key) => {
        const valueOf = values.get(periodKey(key.period));
        return valueOf === undefined ? new Error('A period was not read.') : valueOf(key.dma);
      });
    },
    { cache, cacheKeyFn: ({ dma, period }) => `${dma.id} ${periodKey(period)}` },
  );
}
