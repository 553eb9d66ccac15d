import type { ReadingQuantity } from '../quantity.ts';
import { dayMs } from './day-rollup.ts';

/** A day (UTC, as days since 1970) of a meter that was written to. */
export type MeterDay = {
  readonly quantity: ReadingQuantity;
  readonly meterId: string;
  readonly day: number;
};

export type DmaQuantity = Extract<ReadingQuantity, 'FLOW' | 'PRESSURE'>;

export type DmaDay = {
  readonly quantity: DmaQuantity;
  readonly dmaId: string;
  readonly day: number;
};

/** Days without a gap between them. */
export type DayRun = { readonly firstDay: number; readonly lastDay: number };

export type MeterRun = DayRun & { readonly meterId: string };

/** DMAs whose days are computed together. */
export type DmaRun = DayRun & {
  readonly quantity: DmaQuantity;
  readonly dmaIds: readonly string[];
};

export function startOfDayMs(day: number): number {
  return day * dayMs;
}

/** Runs of days, so that what adjoins is read once. */
export function runsOf(days: Iterable<number>): readonly DayRun[] {
  const runs: { firstDay: number; lastDay: number }[] = [];
  for (const day of [...new Set(days)].toSorted((a, b) => a - b)) {
    const last = runs.at(-1);
    if (last !== undefined && last.lastDay + 1 === day) last.lastDay = day;
    else runs.push({ firstDay: day, lastDay: day });
  }
  return runs;
}

export function meterRuns(days: readonly MeterDay[]): readonly MeterRun[] {
  const byMeter = Map.groupBy(days, ({ meterId }) => meterId);
  return Array.from(byMeter, ([meterId, own]) =>
    runsOf(own.map(({ day }) => day)).map((run) => ({ meterId, ...run })),
  ).flat();
}

/** Meters mostly send at the same time, so that many DMAs have the same runs. */
export function dmaRuns(days: readonly DmaDay[]): readonly DmaRun[] {
  const byDma = Map.groupBy(days, ({ quantity, dmaId }) => `${quantity}/${dmaId}`);
  const runs = Array.from(byDma.values(), (own) =>
    runsOf(own.map(({ day }) => day)).flatMap((run) =>
      own.slice(0, 1).map(({ quantity, dmaId }) => ({ quantity, dmaId, ...run })),
    ),
  ).flat();
  const alike = Map.groupBy(runs, (run) => `${run.quantity}/${run.firstDay}/${run.lastDay}`);
  return Array.from(alike.values(), (group) =>
    group.slice(0, 1).map(({ quantity, firstDay, lastDay }) => ({
      quantity,
      firstDay,
      lastDay,
      dmaIds: group.map(({ dmaId }) => dmaId),
    })),
  ).flat();
}
