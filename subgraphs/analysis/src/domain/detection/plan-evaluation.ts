import { localDaysStartingIn, type LocalDay } from '../local-days.ts';

const dayMs = 86_400_000;
const marginMs = 3 * dayMs;

/** What telemetry has of a DMA; days are those of UTC. */
export type PublishedDays = {
  readonly firstDay: string;
  readonly lastDay: string;
  /** The earliest day with a revision that was not seen yet; null when there is none. */
  readonly changedDay: string | null;
  /** The greatest revision. */
  readonly revision: number;
};

/** Up to where a model has judged a DMA; local days. */
export type Watermark = {
  readonly firstDay: string;
  readonly evaluatedThrough: string;
  readonly revision: number;
};

/** The local days that a model has to judge, in order: at least one. */
export type EvaluationPlan = { readonly from: LocalDay; readonly to: LocalDay };

const startOfUtcDay = (day: string) => Date.parse(`${day}T00:00:00Z`);

/**
 * The end of the local day that may be over although the UTC day in which it ends is the last one
 * with readings: whether it is, only the readings around that instant can tell. Null when there is
 * none that is not judged already.
 */
export function instantToProbe(
  published: PublishedDays,
  watermark: Watermark | null,
  timeZone: string,
): number | null {
  const lastStartMs = startOfUtcDay(published.lastDay);
  const candidate = daysOf(published, watermark, timeZone).findLast(
    ({ endMs }) => endMs > lastStartMs && endMs <= lastStartMs + dayMs,
  );
  if (candidate === undefined) return null;
  if (watermark !== null && candidate.date <= watermark.evaluatedThrough) return null;
  return candidate.endMs;
}

/**
 * From the first day not judged yet, or the first whose readings changed, to the last that is over.
 * A day is over when there are readings of a later UTC day, or when `provenUntilMs` tells so. Null
 * when there is nothing to do now: a change in the UTC day in which the last judged day ended is as
 * likely news of the next one, and waits for that.
 */
export function planEvaluation(
  published: PublishedDays,
  watermark: Watermark | null,
  provenUntilMs: number | null,
  timeZone: string,
): EvaluationPlan | null {
  const untilMs = Math.max(startOfUtcDay(published.lastDay), provenUntilMs ?? -Infinity);
  const days = daysOf(published, watermark, timeZone).filter(({ endMs }) => endMs <= untilMs);
  const [first, last] = [days[0], days.at(-1)];
  if (first === undefined || last === undefined) return null;
  if (watermark === null) return { from: first, to: last };
  const next = days.find(({ date }) => date > watermark.evaluatedThrough);
  const changed = changedDay(published, days);
  const judgedUntil = days.findLast(({ date }) => date <= watermark.evaluatedThrough);
  const isOfNextDay =
    judgedUntil !== undefined &&
    published.changedDay !== null &&
    startOfUtcDay(published.changedDay) + dayMs > judgedUntil.endMs;
  if (changed === null || changed.date > watermark.evaluatedThrough) {
    return next === undefined ? null : { from: next, to: last };
  }
  if (next === undefined && isOfNextDay) return null;
  return { from: changed, to: last };
}

// The local day in which a changed UTC day begins; its readings may reach into the next one.
function changedDay(published: PublishedDays, days: readonly LocalDay[]): LocalDay | null {
  if (published.changedDay === null) return null;
  const startMs = startOfUtcDay(published.changedDay);
  return days.find(({ endMs }) => endMs > startMs) ?? null;
}

// Of a first day that begins before the readings do, too much is missing to judge it. What lies
// well before all that has to be judged is left out: a DMA may have years.
function daysOf(
  { firstDay, lastDay, changedDay }: PublishedDays,
  watermark: Watermark | null,
  timeZone: string,
): readonly LocalDay[] {
  const least = [changedDay, watermark?.evaluatedThrough ?? null].reduce<number>(
    (soFar, day) => (day === null ? soFar : Math.min(soFar, startOfUtcDay(day) - marginMs)),
    watermark === null ? -Infinity : Infinity,
  );
  const fromMs = Math.max(startOfUtcDay(firstDay), least);
  const toMs = startOfUtcDay(lastDay) + dayMs;
  if (fromMs >= toMs) return [];
  return localDaysStartingIn({ from: new Date(fromMs), to: new Date(toMs) }, timeZone);
}
