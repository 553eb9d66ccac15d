import type { BurstEvent } from './burst-event.ts';
import { emptyCusum, type Cusum } from './cusum.ts';
import type { DailyForecast, DailyValue, SegmentedValue } from './forecast-day.ts';

/** The daily figures that are watched, m³/h. */
export type Figure = 'mean' | 'night' | 'earlyHours' | 'demandFree';

export type DayRecord = {
  readonly day: number;
  readonly hours: readonly (number | null)[];
  readonly mean: number | null;
  readonly night: number | null;
  /** From midnight to six: longer than the night, so that it is less noisy. */
  readonly earlyHours: number | null;
  readonly demandFree: number | null;
};

/** A lasting change of level, taken out of the history so that the next change can be seen. */
export type Step = {
  readonly startDay: number;
  sizeM3PerHour: number;
  /** What each settled day showed beyond the forecast of before; the size is their median. */
  excess: number[];
  readonly forecast: DailyForecast;
  readonly eventNumber: number | null;
  /** The leak that a fall was the repair of, as far as that is known. */
  repairedNumber: number | null;
  /** False where a repair took away what the drift, never a step, had added. */
  readonly isInDemandFree: boolean;
};

/** A slowly growing leak, while it is open: its reference stays as it was before. */
export type Drift = {
  readonly eventNumber: number;
  readonly forecast: DailyForecast;
  peakM3PerHour: number;
};

/** All that a detector knows of a DMA between two days; plain data that JSON can carry. */
export type FlowState = {
  firstDayAt: number | null;
  watermark: number | null;
  records: DayRecord[];
  /** By how much forecasts missed on quiet days. */
  errors: { mean: DailyValue[]; night: DailyValue[] };
  rise: { mean: Cusum; night: Cusum };
  fall: Cusum;
  drift: Cusum;
  openDrift: Drift | null;
  /** What the last usable days showed beyond the drift's reference. */
  driftExcess: number[];
  steps: Step[];
  events: BurstEvent[];
};

export function initialFlowState(): FlowState {
  return {
    firstDayAt: null,
    watermark: null,
    records: [],
    errors: { mean: [], night: [] },
    rise: { mean: emptyCusum(), night: emptyCusum() },
    fall: emptyCusum(),
    drift: emptyCusum(),
    openDrift: null,
    driftExcess: [],
    steps: [],
    events: [],
  };
}

/** The sum of the steps that stand on a day. */
export function stepsOn(state: FlowState, day: number, figure: Figure): number {
  let sum = 0;
  for (const step of state.steps) {
    if (step.startDay <= day && (figure !== 'demandFree' || step.isInDemandFree)) {
      sum += step.sizeM3PerHour;
    }
  }
  return sum;
}

/** How many steps lie before a day: days of one number are without a jump between them. */
export function segmentOn(state: FlowState, day: number): number {
  return state.steps.reduce((count, step) => count + (step.startDay < day ? 1 : 0), 0);
}

/** A figure of the days before `beforeDay`, less the steps; the days in which one began are left out. */
export function adjustedHistory(
  state: FlowState,
  figure: Figure,
  beforeDay: number,
  days: number,
): SegmentedValue[] {
  const stepDays = new Set(state.steps.map((step) => step.startDay));
  const history: SegmentedValue[] = [];
  for (const record of state.records) {
    const value = record[figure];
    if (value === null || record.day >= beforeDay || stepDays.has(record.day)) continue;
    const stepM3PerHour = stepsOn(state, record.day, figure);
    history.push({
      day: record.day,
      value: value - stepM3PerHour,
      stepM3PerHour,
      segment: segmentOn(state, record.day),
    });
  }
  return history.slice(-days);
}

/** The first day of the excursions with a sum above `above`; `day` when there is none. */
export function referenceEnd(cusums: readonly Cusum[], day: number, above: number): number {
  return cusums.reduce(
    (end, { sum, scores }) => (sum > above ? Math.min(end, scores[0]?.day ?? end) : end),
    day,
  );
}

/** After a change of level: the sums start anew, and its days are no errors of the forecast. */
export function restart(state: FlowState, startDay: number): void {
  state.rise = { mean: emptyCusum(), night: emptyCusum() };
  state.fall = emptyCusum();
  state.drift = emptyCusum();
  state.errors = {
    mean: state.errors.mean.filter(({ day }) => day < startDay),
    night: state.errors.night.filter(({ day }) => day < startDay),
  };
}
