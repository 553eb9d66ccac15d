import { fail, ok, type Result } from '@waris/service-kit';

export type SeriesResolution = 'FIVE_MINUTES' | 'FIFTEEN_MINUTES' | 'HOUR' | 'DAY';

/** Seconds of a bucket; of DAY nominal, since days have 23 or 25 hours when the clocks change. */
export const secondsOf: Readonly<Record<SeriesResolution, number>> = {
  FIVE_MINUTES: 300,
  FIFTEEN_MINUTES: 900,
  HOUR: 3600,
  DAY: 86_400,
};

const mostPoints = 5_000;
const usualPoints = 1_500;
const finestFirst = ['FIVE_MINUTES', 'FIFTEEN_MINUTES', 'HOUR', 'DAY'] as const;

export type Period = { readonly from: Date; readonly to: Date };

export type SeriesRequest = {
  readonly period: Period;
  readonly resolution?: SeriesResolution | null | undefined;
  readonly maxPoints?: number | null | undefined;
};

/**
 * The resolution to serve a period at: the one asked for, or the finest from a quarter of an
 * hour up (meters seldom report more often) that keeps to `maxPoints`.
 */
export function chooseResolution(request: SeriesRequest): Result<SeriesResolution, string> {
  const { period, maxPoints } = request;
  if (!(period.from < period.to)) return fail('`period.from` must be before `period.to`.');
  if (typeof maxPoints === 'number' && (maxPoints < 1 || maxPoints > mostPoints)) {
    return fail(`\`maxPoints\` must be from 1 to ${mostPoints}.`);
  }
  const asked = request.resolution ?? null;
  const limit = maxPoints ?? (asked === null ? usualPoints : mostPoints);
  const fits = (resolution: SeriesResolution) => pointsIn(period, resolution) <= limit;
  const candidates = finestFirst.slice(finestFirst.indexOf(asked ?? 'FIFTEEN_MINUTES'));
  const fitting = candidates.find(fits);
  if (fitting !== undefined && (asked === null || fitting === asked)) return ok(fitting);
  const points = pointsIn(period, asked ?? 'DAY');
  const way = fitting === undefined ? 'shorten the period' : `ask for ${fitting}`;
  return fail(`The period has ${points} points at ${asked ?? 'DAY'}, more than ${limit}: ${way}.`);
}

/** How many buckets can start in the period, whatever the time zone. */
function pointsIn({ from, to }: Period, resolution: SeriesResolution): number {
  return Math.ceil((to.getTime() - from.getTime()) / (secondsOf[resolution] * 1000));
}
