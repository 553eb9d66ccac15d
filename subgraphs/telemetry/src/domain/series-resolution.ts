import { fail, ok, type Result } from '@waris/service-kit';

/** Lengths of the buckets of a series. */
export type SeriesResolution = 'FIVE_MINUTES' | 'FIFTEEN_MINUTES' | 'HOUR' | 'DAY' | 'MONTH';

/** What a caller may ask for; RAW has no buckets. */
export type AskedResolution = SeriesResolution | 'RAW';

/** Seconds of a bucket; of DAY and MONTH nominal, since the calendar's differ. */
export const secondsOf: Readonly<Record<SeriesResolution, number>> = {
  FIVE_MINUTES: 300,
  FIFTEEN_MINUTES: 900,
  HOUR: 3600,
  DAY: 86_400,
  MONTH: 2_592_000,
};

/** In one answer: a year in hours. */
export const mostPoints = 10_000;
/** Read in order to be thinned out. */
export const mostSampled = 200_000;
/** Raw readings of one meter in one answer. */
export const mostReadings = 10_000;
const usualPoints = 1_500;
const leastSampled = 4;
const longestYears = 100;
const finestFirst = ['FIVE_MINUTES', 'FIFTEEN_MINUTES', 'HOUR', 'DAY', 'MONTH'] as const;

export type Period = { readonly from: Date; readonly to: Date };

export type SeriesRequest = {
  readonly period: Period;
  readonly resolution?: AskedResolution | null | undefined;
  readonly maxPoints?: number | null | undefined;
  readonly downsample?: boolean | null | undefined;
  /** For a reader that does not hold the answer in one piece: more than `mostPoints`. */
  readonly mostBuckets?: number | undefined;
};

export type ChosenResolution = {
  readonly resolution: AskedResolution;
  /** How many points are left after thinning out; null when all are shown. */
  readonly sampleTo: number | null;
};

/**
 * The resolution to serve a period at: the one asked for, or the finest from a quarter of an
 * hour up (meters seldom report more often) that keeps to `maxPoints`.
 */
export function chooseResolution(request: SeriesRequest): Result<ChosenResolution, string> {
  const { period, maxPoints, downsample } = request;
  const asked = request.resolution ?? null;
  const problem = problemOf(request);
  if (problem !== null) return fail(problem);
  if (downsample === true && asked !== null) {
    const sampleTo = maxPoints ?? usualPoints;
    if (sampleTo < leastSampled) {
      return fail(`\`maxPoints\` must be from ${leastSampled} to \`downsample\`.`);
    }
    return asked === 'RAW'
      ? ok({ resolution: asked, sampleTo })
      : within(period, asked, mostSampled, sampleTo);
  }
  if (asked === 'RAW') return ok({ resolution: asked, sampleTo: null });
  return within(
    period,
    asked,
    maxPoints ?? (asked === null ? usualPoints : (request.mostBuckets ?? mostPoints)),
    null,
  );
}

function problemOf({ period, resolution, maxPoints, downsample }: SeriesRequest): string | null {
  const { from, to } = period;
  if (!(from < to)) return '`period.from` must be before `period.to`.';
  if (to.getTime() - from.getTime() > longestYears * 366 * 86_400_000) {
    return `A period is at most ${longestYears} years.`;
  }
  if (typeof maxPoints === 'number' && (maxPoints < 1 || maxPoints > mostPoints)) {
    return `\`maxPoints\` must be from 1 to ${mostPoints}.`;
  }
  if (downsample === true && (resolution ?? null) === null) {
    return '`downsample` thins out a stated `resolution`: state one, or leave it out.';
  }
  return null;
}

function within(
  period: Period,
  asked: SeriesResolution | null,
  limit: number,
  sampleTo: number | null,
): Result<ChosenResolution, string> {
  const fits = (resolution: SeriesResolution) => pointsIn(period, resolution) <= limit;
  const candidates = finestFirst.slice(finestFirst.indexOf(asked ?? 'FIFTEEN_MINUTES'));
  const fitting = candidates.find(fits);
  if (fitting !== undefined && (asked === null || fitting === asked)) {
    return ok({ resolution: fitting, sampleTo });
  }
  const points = pointsIn(period, asked ?? 'MONTH');
  const way = fitting === undefined ? 'shorten the period' : `ask for ${fitting}`;
  return fail(
    `The period has ${points} points at ${asked ?? 'MONTH'}, more than ${limit}: ${way}.`,
  );
}

/** How many buckets can start in the period, whatever the time zone. */
function pointsIn({ from, to }: Period, resolution: SeriesResolution): number {
  // The shortest month counts: none is left out of the bound.
  const seconds = resolution === 'MONTH' ? 28 * 86_400 : secondsOf[resolution];
  return Math.ceil((to.getTime() - from.getTime()) / (seconds * 1000));
}
