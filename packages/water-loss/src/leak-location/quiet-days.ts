const dayMs = 86_400_000;
const referenceDays = 14;
const noiseDays = 56;
const leastNoiseDays = 4;

/** Days from one, counted from the start of the readings, to another, half-open. */
export type DayRange = { readonly fromDay: number; readonly toDay: number };

export type BurstDays = {
  /** The last quiet days before the burst, at most 14: what is expected. */
  readonly reference: DayRange;
  /** Quiet stretches of 4 days or more in the 8 weeks before it: how much is noise. */
  readonly noise: readonly DayRange[];
  /** Whole days of the burst up to what is known, or to the next change. */
  readonly burst: DayRange;
};

/**
 * Cuts the days before and in a burst at the other changes that are known (bursts that began or
 * ended), leaving the day of each change out. A range may be empty.
 */
export function burstDays(
  startAt: number,
  burst: { readonly startAt: number; readonly alarmAt: number; readonly measureFrom?: number },
  changesAt: readonly number[],
  knownUntil: number,
): BurstDays {
  const dayOf = (instant: number) => Math.floor((instant - startAt) / dayMs);
  const burstDay = dayOf(burst.startAt);
  const alarmDay = dayOf(burst.alarmAt);
  const changes = changesAt.map(dayOf).toSorted((a, b) => a - b);
  const cuts = [-1, ...changes.filter((day) => day >= 0 && day < burstDay), burstDay];
  const stretches = cuts.slice(1).map((toDay, index) => ({
    fromDay: Math.max((cuts[index] ?? -1) + 1, burstDay - noiseDays),
    toDay,
  }));
  const last = stretches.at(-1) ?? { fromDay: burstDay, toDay: burstDay };
  const reference = { ...last, fromDay: Math.max(last.fromDay, burstDay - referenceDays) };
  const nextChange = changes.find((day) => day >= alarmDay) ?? Number.POSITIVE_INFINITY;
  const measureFrom = burst.measureFrom ?? burst.startAt;
  const fromDay = Math.min(Math.ceil((measureFrom - startAt) / dayMs), alarmDay - 1);
  return {
    reference,
    noise: [...stretches.slice(0, -1), reference].filter(
      (range) => range.toDay - range.fromDay >= leastNoiseDays,
    ),
    burst: { fromDay, toDay: Math.min(dayOf(knownUntil), Math.max(nextChange, fromDay + 1)) },
  };
}
