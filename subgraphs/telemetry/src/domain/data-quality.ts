import type { ReadingQuantity } from './quantity.ts';

export type MeterQuality = {
  readonly meterId: string;
  readonly serialNumber: string;
  readonly quantity: ReadingQuantity;
  /** Null below two readings. */
  readonly intervalSeconds: number | null;
  readonly receivedCount: number;
  readonly suspectCount: number;
  readonly gapCount: number;
  readonly gaps: readonly { readonly fromAt: Date; readonly toAt: Date }[];
};

export type DmaQuality = { readonly meters: readonly MeterQuality[] };

export type Completeness = {
  readonly expectedCount: number | null;
  readonly missingCount: number | null;
  readonly completenessRatio: number | null;
};

/** What a meter should have sent in a period; of one that sent nothing, that nothing came. */
export function completenessOfMeter(meter: MeterQuality, periodSeconds: number): Completeness {
  if (meter.intervalSeconds === null || meter.intervalSeconds <= 0) {
    const completenessRatio = meter.receivedCount === 0 ? 0 : null;
    return { expectedCount: null, missingCount: null, completenessRatio };
  }
  const expectedCount = Math.max(1, Math.round(periodSeconds / meter.intervalSeconds));
  return {
    expectedCount,
    missingCount: Math.max(0, expectedCount - meter.receivedCount),
    completenessRatio: Math.min(1, meter.receivedCount / expectedCount),
  };
}

export type DmaTotals = {
  readonly expectedCount: number;
  readonly receivedCount: number;
  readonly missingCount: number;
  readonly suspectCount: number;
  /** Mean over the meters of which a share is known, so that each counts alike. */
  readonly completenessRatio: number | null;
};

export function totalsOf({ meters }: DmaQuality, periodSeconds: number): DmaTotals {
  const parts = meters.map((meter) => completenessOfMeter(meter, periodSeconds));
  const ratios = parts.flatMap(({ completenessRatio: ratio }) => (ratio === null ? [] : [ratio]));
  const sum = (counts: readonly (number | null)[]) =>
    counts.reduce<number>((total, count) => total + (count ?? 0), 0);
  return {
    expectedCount: sum(parts.map((part) => part.expectedCount)),
    missingCount: sum(parts.map((part) => part.missingCount)),
    receivedCount: sum(meters.map((meter) => meter.receivedCount)),
    suspectCount: sum(meters.map((meter) => meter.suspectCount)),
    completenessRatio: ratios.length === 0 ? null : sum(ratios) / ratios.length,
  };
}
