import { flowM3PerHour } from '../units.ts';
import type { BurstEvidence, BurstTest, LeakEvent } from './burst-event.ts';
import type { BurstParameters } from './burst-parameters.ts';
import { expectedOn, type DailyForecast } from './forecast-day.ts';
import { stepsOn, type Figure, type FlowState } from './flow-state.ts';

const dayMs = 86_400_000;

/** How much a figure rose, m³/h, with its standard error. */
export type Shift = { readonly mean: number; readonly error: number };

/** The number of the open leak that pressures or the tank told of first, or a new one. */
export function nextNumber(
  state: FlowState,
  startDay: number,
  parameters: BurstParameters,
): number {
  const startAt = (state.firstDayAt ?? 0) + startDay * dayMs;
  const known = state.events.findLast(
    (event) =>
      event.kind === 'leak' &&
      event.endAt === null &&
      (event.sizeM3PerHour === null || event.test === 'tank outflow') &&
      Math.abs(event.startAt - startAt) <= parameters.togetherDays * dayMs,
  );
  return known?.number ?? state.events.length + 1;
}

/** Adds a leak, or tells the one that something else raised how large it is. */
export function putLeak(state: FlowState, leak: LeakEvent): void {
  const known = state.events[leak.number - 1];
  state.events[leak.number - 1] =
    known?.kind !== 'leak'
      ? leak
      : {
          ...known,
          sizeM3PerHour: leak.sizeM3PerHour,
          sizeErrorM3PerHour: leak.sizeErrorM3PerHour,
          confidence: 1 - (1 - known.confidence) * (1 - leak.confidence),
          evidence: { ...leak.evidence, pressureScores: known.evidence.pressureScores },
        };
}

/** What a test saw when it raised a leak. */
export type Raised = {
  readonly number: number;
  readonly day: number;
  readonly startDay: number;
  readonly shift: Shift;
  readonly test: BurstTest;
  readonly confidence: number;
  readonly figure: Figure;
};

/** The event of a leak that was raised on the flow. */
export function leakOf(state: FlowState, forecast: DailyForecast, raised: Raised): LeakEvent {
  const firstDayAt = state.firstDayAt ?? 0;
  return {
    number: raised.number,
    kind: 'leak',
    test: raised.test,
    startAt: firstDayAt + startWithinDay(state, forecast, raised) * dayMs,
    alarmAt: firstDayAt + (raised.day + 1) * dayMs,
    endAt: null,
    sizeM3PerHour: flowM3PerHour(raised.shift.mean),
    sizeErrorM3PerHour: flowM3PerHour(raised.shift.error),
    confidence: raised.confidence,
    evidence: evidenceOf(state, forecast, raised),
    sensor: null,
  };
}

/**
 * The share of its size that a day shows tells for how much of it the leak ran. The day before
 * counts when the first one is whole and that day stands out of the noise.
 */
function startWithinDay(state: FlowState, forecast: DailyForecast, raised: Raised): number {
  const { startDay, test, shift } = raised;
  if (test === 'drift' || shift.mean <= 0) return startDay;
  const shareOf = (day: number) => {
    const value = state.records.find((record) => record.day === day)?.[raised.figure] ?? null;
    if (value === null) return null;
    const excess = value - stepsOn(state, day, raised.figure) - expectedOn(forecast, day);
    return Math.min(1, Math.max(0, excess / shift.mean));
  };
  const share = shareOf(startDay) ?? 1;
  const before = shareOf(startDay - 1) ?? 0;
  const isBeforeAffected = share > 0.8 && before * shift.mean > 1.5 * forecast.noise;
  return isBeforeAffected ? startDay - before : startDay + 1 - share;
}

function evidenceOf(state: FlowState, forecast: DailyForecast, raised: Raised): BurstEvidence {
  const firstDay = Math.max(0, raised.startDay - 14);
  const days = Array.from({ length: raised.day - firstDay + 1 }, (_, i) => firstDay + i);
  const byDay = new Map(state.records.map((record) => [record.day, record[raised.figure]]));
  return {
    startAt: (state.firstDayAt ?? 0) + firstDay * dayMs,
    intervalSeconds: 86_400,
    observedM3PerHour: days.map((day) => byDay.get(day) ?? null),
    expectedM3PerHour: days.map(
      (day) => expectedOn(forecast, day) + stepsOn(state, day, raised.figure),
    ),
    pressureScores: [],
  };
}
