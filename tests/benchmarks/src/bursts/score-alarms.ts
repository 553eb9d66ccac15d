import { sumOf } from '../statistics.ts';
import type { TrueLeak } from './town.ts';

const dayMs = 86_400_000;
const windowDays = 21;

export type AlarmScore = {
  /** Delay in days of each leak, null where it was not found; in the order of the leaks. */
  readonly delays: readonly (number | null)[];
  readonly found: number;
  /** Alarms outside every leak's window. */
  readonly falseAlarms: number;
  /** Those of them that fell on a leak still open and unfound, but after its 21 days. */
  readonly late: number;
  /** Alarms within the window of a leak that an earlier one had found. */
  readonly repeated: number;
  readonly medianDelayDays: number | null;
};

/**
 * A leak is found by an alarm within 21 days of its start and before its end. One alarm finds one
 * leak, the latest to begin of those it could mean.
 */
export function scoreAlarms(leaks: readonly TrueLeak[], alarms: readonly number[]): AlarmScore {
  const delays: (number | null)[] = leaks.map(() => null);
  let falseAlarms = 0;
  let late = 0;
  let repeated = 0;
  for (const alarm of alarms.toSorted((a, b) => a - b)) {
    const inWindow = leaks
      .map((leak, index) => ({ leak, index }))
      .filter(({ leak }) => isInWindow(leak, alarm));
    const latest = inWindow.findLast(({ index }) => delays[index] === null);
    if (latest !== undefined) delays[latest.index] = (alarm - latest.leak.startAt) / dayMs;
    else if (inWindow.length > 0) repeated += 1;
    else {
      falseAlarms += 1;
      if (leaks.some((leak, index) => delays[index] === null && isOpen(leak, alarm))) late += 1;
    }
  }
  return {
    delays,
    found: delays.filter((delay) => delay !== null).length,
    falseAlarms,
    late,
    repeated,
    medianDelayDays: medianDelay(delays),
  };
}

/** The scores of several DMAs as one; delays in the order of the DMAs. */
export function addScores(scores: readonly AlarmScore[]): AlarmScore {
  const delays = scores.flatMap((score) => score.delays);
  return {
    delays,
    found: sumOf(scores, 'found'),
    falseAlarms: sumOf(scores, 'falseAlarms'),
    late: sumOf(scores, 'late'),
    repeated: sumOf(scores, 'repeated'),
    medianDelayDays: medianDelay(delays),
  };
}

function isOpen(leak: TrueLeak, alarm: number): boolean {
  return alarm >= leak.startAt && alarm <= leak.endAt;
}

function isInWindow(leak: TrueLeak, alarm: number): boolean {
  return isOpen(leak, alarm) && alarm <= leak.startAt + windowDays * dayMs;
}

function medianDelay(delays: readonly (number | null)[]): number | null {
  const sorted = delays.filter((delay) => delay !== null).toSorted((a, b) => a - b);
  const upper = sorted[sorted.length >> 1];
  if (upper === undefined) return null;
  return sorted.length % 2 === 1 ? upper : ((sorted[(sorted.length >> 1) - 1] ?? 0) + upper) / 2;
}
