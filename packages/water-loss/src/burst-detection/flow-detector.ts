import type { RawColumn } from '../columns.ts';
import type { BurstParameters } from './burst-parameters.ts';
import { giveUpAfter } from './cusum.ts';
import { acceptDemandChange, closeLeak, followLeaks } from './close-leak.ts';
import { demandFreeFlow, demandFreeWeights, meanProfile } from './demand-free-flow.ts';
import { closeMeterEvents, openMeterEvent } from './meter-events.ts';
import { raiseLeak } from './raise-leak.ts';
import { median } from './robust-statistics.ts';
import { scoreDay } from './score-day.ts';
import { faultOf, meanOfHours, summariseDay } from './summarise-day.ts';
import type { DayRecord, FlowState } from './flow-state.ts';

const dayMs = 86_400_000;
const earlyHours = 6;

/** One local day of a DMA. */
export type FlowDay = {
  /** Local midnight, milliseconds since 1970. */
  readonly startAt: number;
  /** m³/h at equal steps from `startAt` to the next midnight. */
  readonly flowsM3PerHour: RawColumn;
  /** Pressures speak against a leak: then only a rise that stands far out is one. */
  readonly isDenied?: boolean;
};

/**
 * Takes the next day into `state`. Days must come in order; one that was seen already is passed
 * over, so that repeating a delivery changes nothing. Returns whether it was taken.
 */
export function addFlowDay(state: FlowState, given: FlowDay, parameters: BurstParameters): boolean {
  const endAt = given.startAt + dayMs;
  if (state.watermark !== null && endAt <= state.watermark) return false;
  state.firstDayAt ??= given.startAt;
  state.watermark = endAt;
  // Rounded: days of 23 and 25 hours still count as one.
  const day = Math.round((given.startAt - state.firstDayAt) / dayMs);
  const summary = summariseDay(given.flowsM3PerHour);
  const means = state.records.slice(-parameters.trendDays).flatMap(({ mean }) => mean ?? []);
  const fault = faultOf(summary, means.length < 7 ? null : median(means), parameters);
  if (fault !== null) {
    openMeterEvent(state.events, fault, given.startAt, endAt);
    return true;
  }
  closeMeterEvents(state.events, given.startAt);
  const record = recordOf(state, day, summary.hours, parameters);
  const scores = scoreDay(state, record, parameters);
  state.records.push(record);
  raiseLeak(state, day, scores, given.isDenied ?? false, parameters);
  closeLeak(state, day, scores, parameters);
  followLeaks(state, day, scores, parameters);
  acceptDemandChange(state, scores, parameters);
  for (const cusum of [state.rise.mean, state.rise.night, state.fall]) {
    giveUpAfter(cusum, parameters.stepDays);
  }
  forget(state, day, parameters);
  return true;
}

function recordOf(
  state: FlowState,
  day: number,
  hours: readonly (number | null)[],
  parameters: BurstParameters,
): DayRecord {
  const weights = demandFreeWeights(meanProfile(state.records.slice(-parameters.trendDays)));
  return {
    day,
    hours,
    mean: meanOfHours(hours, 0, 24),
    night: meanOfHours(hours, parameters.nightFromHour, parameters.nightToHour),
    earlyHours: meanOfHours(hours, 0, earlyHours),
    demandFree: weights === null ? null : demandFreeFlow(hours, weights),
  };
}

// What no reference reaches back to; steps older than that are one constant in all that is left.
function forget(state: FlowState, day: number, parameters: BurstParameters): void {
  const kept = 2 * parameters.patternDays;
  while ((state.records[0]?.day ?? day) < day - kept) state.records.shift();
}
