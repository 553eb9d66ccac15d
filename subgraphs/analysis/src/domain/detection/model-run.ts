import type { LocalDay } from '../local-days.ts';
import type { EventDraft } from './event.ts';
import type { LocationRequest } from './location-request.ts';
import type { PredictionKind } from './prediction-models.ts';

/** The readings of a DMA on one local day. */
export type DayReadings = {
  readonly day: LocalDay;
  /** Net inflow, m³/h, at equal steps from midnight to midnight; NaN for a gap. */
  readonly flowsM3PerHour: Float64Array;
  /** Every pressure meter in service, in one order; quarter-hours in metres, NaN for a gap. */
  readonly sensors: readonly { readonly id: string; readonly pressuresM: Float64Array }[];
  /** Of the DMA's tank; null where it has none or several. */
  readonly tankSurfaceM2: number | null;
};

export type SeenEvent = {
  readonly draft: EventDraft;
  /** Whether it is new, changed, or was open when the run began; all others are kept as they are. */
  readonly isTouched: boolean;
  /** Of bursts: at the end of which days of the run their place was asked. */
  readonly placesAsked?: readonly LocationRequest[];
};

/** A model at work on one DMA: walks forward day by day and never looks ahead. */
export type ModelRun = {
  addDay(readings: DayReadings): void;
  /** All events that the model knows of. */
  events(): readonly SeenEvent[];
  /** Plain data to go on from. */
  state(): unknown;
};

export type DetectionModel = {
  readonly version: string;
  readonly kind: PredictionKind;
  /** Goes on from what `state()` gave, or begins when it is null. */
  begin(state: unknown): ModelRun;
};

/**
 * The state as the model wrote it: states are kept under the version of the model that wrote them
 * and read by no other, so their shape is that of the model's own code.
 */
export function ownState<State>(state: unknown, initial: () => State): State {
  return state === null || state === undefined ? initial() : (state as State);
}

/** Of a list that only grows and whose members are replaced when they change. */
export function seenEvents<Each extends { readonly endAt: number | null }>(
  before: readonly Each[],
  now: readonly Each[],
  draftOf: (each: Each) => EventDraft,
): readonly SeenEvent[] {
  return now.map((each, index) => ({
    draft: draftOf(each),
    isTouched: each !== before[index] || each.endAt === null,
  }));
}

/** What a z score of `z` deviations is worth, 0 to 1; one half at three. */
export function confidenceOf(z: number): number {
  return 1 / (1 + Math.exp(-1.702 * (z - 3)));
}
