import type { BurstParameters } from './burst-parameters.ts';
import { addScore } from './cusum.ts';
import {
  expectedOn,
  fitForecast,
  priorSlopeOf,
  fitLevel,
  scaleOn,
  type DailyForecast,
  type DailyValue,
} from './forecast-day.ts';
import { fitGrowth, type Growth } from './growth-test.ts';
import {
  adjustedHistory,
  referenceEnd,
  segmentOn,
  stepsOn,
  type DayRecord,
  type FlowState,
} from './flow-state.ts';

/** A figure of a day against its forecast, m³/h. */
export type Excess = {
  readonly valueM3PerHour: number;
  readonly forecast: DailyForecast;
};

export type DayScores = {
  readonly mean: Excess | null;
  readonly night: Excess | null;
  /** Beyond what was usual before a slow growth. */
  readonly drift: Excess | null;
  readonly growth: GrowthOfDay | null;
};

/** What whole days and their early hours have grown by, each by itself. */
export type GrowthOfDay = { readonly days: Growth; readonly earlyHours: Growth };

const errorsKept = 56;

/** Scores a usable day and adds it to the CUSUMs of `state`. Nulls while warming up. */
export function scoreDay(
  state: FlowState,
  record: DayRecord,
  parameters: BurstParameters,
): DayScores {
  const { rise, fall } = state;
  const above = parameters.freezeAbove;
  const endMean = referenceEnd([rise.mean, fall], record.day, above);
  const endNight = referenceEnd([rise.night], endMean, above);
  const mean = excessOf(state, record, 'mean', endMean, parameters);
  const night = excessOf(state, record, 'night', endNight, parameters);
  const options = { slack: parameters.slack, greatest: parameters.greatestScore };
  if (mean !== null) {
    const score = mean.valueM3PerHour / scaleOn(mean.forecast, record.day);
    addScore(rise.mean, record.day, score, options);
    addScore(fall, record.day, -score, options);
    keepError(state.errors.mean, mean, record.day);
  }
  if (night !== null) {
    const score = night.valueM3PerHour / scaleOn(night.forecast, record.day);
    addScore(rise.night, record.day, score, options);
    keepError(state.errors.night, night, record.day);
  }
  if (parameters.slowTest === 'drift') {
    return { mean, night, drift: scoreDrift(state, record, parameters), growth: null };
  }
  const drift = followGrowth(state, record, parameters);
  return { mean, night, drift, growth: growthOn(state, record, { mean, night }, parameters) };
}

function excessOf(
  state: FlowState,
  record: DayRecord,
  figure: 'mean' | 'night',
  referenceEndDay: number,
  parameters: BurstParameters,
): Excess | null {
  const value = record[figure];
  const history = adjustedHistory(state, figure, referenceEndDay, parameters.patternDays);
  if (value === null || history.length < parameters.warmUpDays) return null;
  const errors = state.errors[figure].map((error) => error.value);
  const forecast = fitForecast(history, errors, segmentOn(state, record.day), parameters.trendDays);
  if (forecast === null) return null;
  const adjusted = value - stepsOn(state, record.day, figure);
  return { valueM3PerHour: adjusted - expectedOn(forecast, record.day), forecast };
}

// Kept as errors of a day about a known level, whatever the forecast's own uncertainty was.
function keepError(errors: DailyValue[], { valueM3PerHour, forecast }: Excess, day: number): void {
  const factor = scaleOn(forecast, day) / forecast.noise;
  errors.push({ day, value: valueM3PerHour / factor });
  if (errors.length > errorsKept) errors.shift();
}

/**
 * The slow CUSUM on the demand-free flow, against a level that ends `slowLagDays` back and stays
 * where it is while an excursion or a slowly growing leak is open.
 */
function scoreDrift(
  state: FlowState,
  record: DayRecord,
  parameters: BurstParameters,
): Excess | null {
  if (record.demandFree === null) return null;
  const end = referenceEnd([state.drift], record.day - parameters.slowLagDays, 0);
  const history = adjustedHistory(state, 'demandFree', end, parameters.patternDays);
  if (history.length < parameters.warmUpDays) return null;
  const forecast = state.openDrift?.forecast ?? fitLevel(history);
  if (forecast === null) return null;
  const adjusted = record.demandFree - stepsOn(state, record.day, 'demandFree');
  const valueM3PerHour = adjusted - expectedOn(forecast, record.day);
  keepExcess(state, valueM3PerHour, parameters);
  addScore(state.drift, record.day, valueM3PerHour / scaleOn(forecast, record.day), {
    slack: parameters.slowSlack,
    greatest: parameters.greatestScore,
  });
  return { valueM3PerHour, forecast };
}

// What a leak that was seen to grow adds to the day, so that its size and its end are known.
function followGrowth(
  state: FlowState,
  record: DayRecord,
  parameters: BurstParameters,
): Excess | null {
  const forecast = state.openDrift?.forecast;
  if (forecast === undefined || record.mean === null) return null;
  const adjusted = record.mean - stepsOn(state, record.day, 'mean');
  const valueM3PerHour = adjusted - expectedOn(forecast, record.day);
  keepExcess(state, valueM3PerHour, parameters);
  return { valueM3PerHour, forecast };
}

function growthOn(
  state: FlowState,
  record: DayRecord,
  { mean, night }: Pick<DayScores, 'mean' | 'night'>,
  parameters: BurstParameters,
): GrowthOfDay | null {
  if (mean === null || night === null || state.openDrift !== null) return null;
  const fit = (figure: 'mean' | 'earlyHours', { forecast }: Excess) => {
    const value = record[figure];
    const days = parameters.growthReferenceDays + parameters.growthDays;
    const history = adjustedHistory(state, figure, record.day, days - 1);
    if (value === null) return null;
    const stepM3PerHour = stepsOn(state, record.day, figure);
    const segment = segmentOn(state, record.day);
    const today = { day: record.day, value: value - stepM3PerHour, stepM3PerHour, segment };
    const priorSlope = priorSlopeOf(forecast.level);
    return fitGrowth([...history, today], parameters.growthDays, priorSlope, forecast.noise);
  };
  const days = fit('mean', mean);
  const earlyHours = fit('earlyHours', night);
  return days === null || earlyHours === null ? null : { days, earlyHours };
}

function keepExcess(state: FlowState, valueM3PerHour: number, parameters: BurstParameters): void {
  state.driftExcess.push(valueM3PerHour);
  if (state.driftExcess.length > parameters.settleDays) state.driftExcess.shift();
}
