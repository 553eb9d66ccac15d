export const INTERVAL_SECONDS = 900;
export const STEPS_PER_DAY = 96;
const MS_PER_DAY = 86_400_000;
/** Thailand has kept UTC+7 without summer time since 1920. */
const BANGKOK_OFFSET_MS = 7 * 3_600_000;
/** The billing month closes at the end of this day. */
const CLOSING_DAY = 20;

/** The instants of the demo: whole Bangkok days, in steps of 15 minutes. */
export interface Grid {
  readonly startAt: Date;
  readonly endAt: Date;
  readonly steps: number;
}

export function gridEndingAt(endAt: Date, days: number): Grid {
  if ((endAt.getTime() + BANGKOK_OFFSET_MS) % MS_PER_DAY !== 0) {
    throw new RangeError(`endAt ${endAt.toISOString()} is not midnight in Asia/Bangkok.`);
  }
  if (!Number.isInteger(days) || days < 1) {
    throw new RangeError(`days must be a whole number from 1, not ${days}.`);
  }
  const startAt = new Date(endAt.getTime() - days * MS_PER_DAY);
  return { startAt, endAt, steps: days * STEPS_PER_DAY };
}

export function instantOf(grid: Grid, step: number): Date {
  return new Date(grid.startAt.getTime() + step * INTERVAL_SECONDS * 1000);
}

/** Local weekday at a step, Sunday 0. */
export function weekdayOf(grid: Grid, step: number): number {
  return new Date(instantOf(grid, step).getTime() + BANGKOK_OFFSET_MS).getUTCDay();
}

export function localYear(at: Date): number {
  return new Date(at.getTime() + BANGKOK_OFFSET_MS).getUTCFullYear();
}

/** The last `count` month ends of billing not after `endAt`: the midnights that end the 20th. */
export function billingCloses(endAt: Date, count: number): readonly Date[] {
  const local = new Date(endAt.getTime() + BANGKOK_OFFSET_MS);
  const closes: Date[] = [];
  for (let back = 0; closes.length < count; back += 1) {
    const midnight = Date.UTC(local.getUTCFullYear(), local.getUTCMonth() - back, CLOSING_DAY + 1);
    const close = new Date(midnight - BANGKOK_OFFSET_MS);
    if (close <= endAt) {
      closes.unshift(close);
    }
  }
  return closes;
}
