import type { BurstParameters } from './burst-parameters.ts';
import { changePoint, emptyCusum } from './cusum.ts';
import { expectedOn, scaleOn } from './forecast-day.ts';
import { restart, stepsOn, type Figure, type FlowState } from './flow-state.ts';
import { significanceOf } from './growth-test.ts';
import { leakOf, nextNumber, putLeak, type Shift } from './leak-event.ts';
import { median, normalProbability } from './robust-statistics.ts';
import type { DayScores, Excess } from './score-day.ts';

/**
 * Raises at most one leak for the day that was just scored. Where pressures speak against a leak a
 * step must stand far out, and a drift is demand.
 */
export function raiseLeak(
  state: FlowState,
  day: number,
  scores: DayScores,
  isDenied: boolean,
  parameters: BurstParameters,
): void {
  const { leastSignificance, leastDeniedSignificance } = parameters;
  const least = isDenied ? leastDeniedSignificance : leastSignificance;
  const isStep = raiseStep(state, day, scores, { ...parameters, leastSignificance: least });
  if (isStep || isDenied) return;
  raiseDrift(state, day, scores, parameters);
  raiseGrowth(state, day, scores, parameters);
}

function raiseStep(
  state: FlowState,
  day: number,
  { mean, night }: DayScores,
  parameters: BurstParameters,
): boolean {
  const { rise } = state;
  if (mean === null) return false;
  const byDay = rise.mean.sum > parameters.threshold;
  const byNight = night !== null && rise.night.sum > parameters.threshold;
  if (!byDay && !byNight) return false;
  const startDay = changePoint(byDay ? rise.mean : rise.night) ?? day;
  const days = shiftSince(state, 'mean', mean, startDay);
  const nights = night === null ? null : shiftSince(state, 'night', night, startDay);
  const size = byDay ? days : (nights ?? days);
  // The median: one odd day in a run of quiet ones is no leak.
  if (size.mean < parameters.leastSignificance * size.error) return false;
  if (!agree(days, nights, byDay)) return false;
  const number = nextNumber(state, startDay, parameters);
  putLeak(
    state,
    leakOf(state, mean.forecast, {
      number,
      day,
      startDay,
      shift: size,
      test: byDay ? 'whole day' : 'night',
      confidence: normalProbability(size.mean / size.error - 3) * (byDay && byNight ? 1 : 0.9),
      figure: 'mean',
    }),
  );
  state.steps.push({
    startDay,
    sizeM3PerHour: size.mean,
    excess: [size.mean],
    forecast: mean.forecast,
    eventNumber: number,
    repairedNumber: null,
    isInDemandFree: true,
  });
  restart(state, startDay);
  return true;
}

// The first day is only partly affected, so it does not count when there are others.
function shiftSince(state: FlowState, figure: Figure, excess: Excess, startDay: number): Shift {
  const values = state.records
    .filter((record) => record.day > startDay && record[figure] !== null)
    .map(
      (record) =>
        (record[figure] ?? 0) -
        stepsOn(state, record.day, figure) -
        expectedOn(excess.forecast, record.day),
    );
  if (values.length === 0) values.push(excess.valueM3PerHour);
  return {
    mean: median(values) ?? 0,
    error:
      excess.forecast.noise *
      Math.sqrt(
        1 / values.length + (scaleOn(excess.forecast, startDay) / excess.forecast.noise) ** 2 - 1,
      ),
  };
}

/**
 * A leak flows day and night. A rise of whole days that nights do not share is demand, and a
 * rise of nights that the whole day does not share is a change of habit.
 */
function agree(days: Shift, nights: Shift | null, byDay: boolean): boolean {
  if (nights === null) return true;
  return byDay
    ? nights.mean > 0.25 * days.mean - nights.error
    : days.mean > 0.5 * nights.mean - days.error && days.mean > 0;
}

function raiseDrift(
  state: FlowState,
  day: number,
  { drift, mean }: DayScores,
  parameters: BurstParameters,
): void {
  const excess = median(state.driftExcess) ?? 0;
  if (state.openDrift !== null || drift === null || mean === null) return;
  if (state.drift.sum <= parameters.slowThreshold || excess <= drift.forecast.noise / 2) return;
  const startDay = changePoint(state.drift) ?? day;
  const rise = wholeDayRise(state, startDay, parameters);
  if (rise < excess / 2) return;
  const number = nextNumber(state, startDay, parameters);
  const error = drift.forecast.noise / Math.sqrt(parameters.settleDays);
  putLeak(
    state,
    leakOf(state, drift.forecast, {
      number,
      day,
      startDay,
      shift: { mean: excess, error },
      test: 'drift',
      confidence: 0.8 * normalProbability(excess / error - 2),
      figure: 'demandFree',
    }),
  );
  state.openDrift = { eventNumber: number, forecast: drift.forecast, peakM3PerHour: excess };
  state.drift = emptyCusum();
}

// The last week's level over that of the weeks before the drift began.
function wholeDayRise(state: FlowState, startDay: number, parameters: BurstParameters): number {
  const values = (from: number, to: number) =>
    state.records.flatMap((record) =>
      record.mean !== null && record.day >= from && record.day < to
        ? [record.mean - stepsOn(state, record.day, 'mean')]
        : [],
    );
  const lastDay = state.records.at(-1)?.day ?? 0;
  const recent = median(values(lastDay - 6, lastDay + 1)) ?? 0;
  return recent - (median(values(startDay - parameters.trendDays, startDay)) ?? recent);
}

/** A leak that grows shows in days and in nights; what shows in one of them is demand. */
function raiseGrowth(
  state: FlowState,
  day: number,
  { growth }: DayScores,
  parameters: BurstParameters,
): void {
  // A step that is under way looks like the end of a growth.
  if (growth === null || state.rise.mean.sum > parameters.threshold / 2) return;
  const { days, earlyHours } = growth;
  const significance = Math.min(significanceOf(days), significanceOf(earlyHours));
  if (significance < parameters.growthSignificance) return;
  const startDay = day - parameters.growthDays;
  const number = nextNumber(state, startDay, parameters);
  const shift = { mean: days.flowM3PerHour, error: days.errorM3PerHour };
  putLeak(
    state,
    leakOf(state, days.forecast, {
      number,
      day,
      startDay,
      shift,
      test: 'drift',
      confidence: 0.8 * normalProbability(significance - 2),
      figure: 'mean',
    }),
  );
  state.openDrift = {
    eventNumber: number,
    forecast: days.forecast,
    peakM3PerHour: days.flowM3PerHour,
  };
  state.driftExcess = [];
}
