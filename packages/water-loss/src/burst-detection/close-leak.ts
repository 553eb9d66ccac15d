import type { BurstParameters } from './burst-parameters.ts';
import { changePoint, emptyCusum } from './cusum.ts';
import { expectedOn } from './forecast-day.ts';
import { restart, stepsOn, type FlowState, type Step } from './flow-state.ts';
import { flowM3PerHour } from '../units.ts';
import { median } from './robust-statistics.ts';
import type { DayScores } from './score-day.ts';

const dayMs = 86_400_000;
// A repair is taken for the open leak whose size is nearest, but not for one this many times off.
const greatestRatio = 2;

/** Sees a lasting fall: it ends the open leak of about its size and becomes the new level. */
export function closeLeak(
  state: FlowState,
  day: number,
  { mean }: DayScores,
  parameters: BurstParameters,
): void {
  if (mean === null || state.fall.sum <= parameters.threshold) return;
  const startDay = changePoint(state.fall) ?? day;
  const falls = state.records
    .filter((record) => record.day > startDay && record.mean !== null)
    .map(
      (record) =>
        expectedOn(mean.forecast, record.day) +
        stepsOn(state, record.day, 'mean') -
        (record.mean ?? 0),
    );
  const fall = median(falls) ?? -mean.valueM3PerHour;
  const drifted = median(state.driftExcess) ?? 0;
  const number = nearestOpenLeak(state, fall);
  if (number !== null) endLeak(state, number, startDay);
  state.steps.push({
    startDay,
    sizeM3PerHour: -fall,
    excess: [-fall],
    forecast: mean.forecast,
    eventNumber: null,
    repairedNumber: number,
    isInDemandFree: state.openDrift?.eventNumber !== number && drifted < fall / 2,
  });
  if (state.openDrift?.eventNumber === number) state.openDrift = null;
  restart(state, startDay);
}

function nearestOpenLeak(state: FlowState, fall: number): number | null {
  let best: number | null = null;
  let least = greatestRatio;
  for (const event of state.events) {
    if (event.kind !== 'leak' || event.endAt !== null || event.sizeM3PerHour === null) continue;
    const ratio = Math.max(event.sizeM3PerHour / fall, fall / event.sizeM3PerHour);
    if (ratio > 0 && ratio <= least) [best, least] = [event.number, ratio];
  }
  return best;
}

function endLeak(state: FlowState, number: number, day: number): void {
  const event = state.events[number - 1];
  if (event === undefined) return;
  const endAt = Math.max(event.startAt, (state.firstDayAt ?? 0) + day * dayMs);
  state.events[number - 1] = { ...event, endAt };
}

/** A lasting rise of whole days that nights did not bear out is demand: the new level, no leak. */
export function acceptDemandChange(
  state: FlowState,
  { mean }: DayScores,
  parameters: BurstParameters,
): void {
  const { sum, scores } = state.rise.mean;
  if (mean === null || sum <= parameters.threshold || scores.length <= parameters.stepDays) return;
  const startDay = changePoint(state.rise.mean) ?? 0;
  state.steps.push({
    startDay,
    sizeM3PerHour: mean.valueM3PerHour,
    excess: [mean.valueM3PerHour],
    forecast: mean.forecast,
    eventNumber: null,
    repairedNumber: null,
    isInDemandFree: false,
  });
  restart(state, startDay);
}

/** Measures steps that are still settling, and a slowly growing leak that is open. */
export function followLeaks(
  state: FlowState,
  day: number,
  scores: DayScores,
  parameters: BurstParameters,
): void {
  followDrift(state, day, scores, parameters);
  const record = state.records.at(-1);
  const isQuiet = state.rise.mean.sum < 2 && state.fall.sum < 2;
  if (!isQuiet || record?.mean === null || record?.mean === undefined) return;
  for (const step of state.steps) {
    const isYoung = step.startDay < day && day <= step.startDay + 2 * parameters.settleDays;
    if (!isYoung || step.excess.length >= parameters.settleDays) continue;
    const others = stepsOn(state, day, 'mean') - step.sizeM3PerHour;
    step.excess.push(record.mean - others - expectedOn(step.forecast, day));
    step.sizeM3PerHour = median(step.excess) ?? step.sizeM3PerHour;
    if (step.eventNumber === null && step.repairedNumber === null) matchRepair(state, step);
    const event = state.events[(step.eventNumber ?? 0) - 1];
    if (event?.kind !== 'leak' || event.endAt !== null) continue;
    if (hasFaded(step)) {
      endLeak(state, event.number, day);
    } else {
      const sizeM3PerHour = flowM3PerHour(step.sizeM3PerHour);
      state.events[event.number - 1] = { ...event, sizeM3PerHour };
    }
  }
}

// A fall that was seen on the day of the repair was seen in part: its whole days may tell the leak.
function matchRepair(state: FlowState, step: Step): void {
  const fall = -(median(step.excess.slice(1)) ?? 0);
  const number = fall <= 0 ? null : nearestOpenLeak(state, fall);
  const event = state.events[(number ?? 0) - 1];
  const startAt = (state.firstDayAt ?? 0) + step.startDay * dayMs;
  if (number === null || number === state.openDrift?.eventNumber) return;
  if (event === undefined || event.startAt >= startAt) return;
  endLeak(state, number, step.startDay);
  step.repairedNumber = number;
}

// A rise of which less than a third is left was a passing one.
function hasFaded({ excess, sizeM3PerHour }: Step): boolean {
  return excess.length >= 4 && sizeM3PerHour < (excess[0] ?? 0) / 3;
}

function followDrift(
  state: FlowState,
  day: number,
  { drift }: DayScores,
  parameters: BurstParameters,
): void {
  const open = state.openDrift;
  if (open === null || drift === null || state.driftExcess.length < parameters.settleDays) return;
  const excess = median(state.driftExcess) ?? 0;
  open.peakM3PerHour = Math.max(open.peakM3PerHour, excess);
  const event = state.events[open.eventNumber - 1];
  if (event?.kind !== 'leak') return;
  if (excess < 0.3 * open.peakM3PerHour) {
    endLeak(state, open.eventNumber, day - parameters.settleDays);
    state.openDrift = null;
    state.drift = emptyCusum();
  } else if (event.endAt === null) {
    state.events[open.eventNumber - 1] = { ...event, sizeM3PerHour: flowM3PerHour(excess) };
  }
}
