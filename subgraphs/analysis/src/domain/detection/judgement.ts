import type { EventDraft } from './event.ts';
import type { SeenEvent } from './model-run.ts';
import type { PredictionKind } from './prediction-models.ts';
import type { Evaluation } from './reconcile-events.ts';

/** What a model knew before a local day. */
export type ModelState = { readonly beforeDay: string; readonly state: unknown };

/** What a model said of something that is not an event, such as a forecast. */
export type StatedPrediction = {
  readonly id: string;
  readonly kind: PredictionKind;
  readonly modelVersion: string;
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly content: Readonly<Record<string, unknown>>;
  readonly confidence: number | null;
  readonly dataUntilMs: number;
};

/** What one model found on the days of a DMA: kept as a whole or not at all. */
export type Judgement = Evaluation & {
  readonly kind: PredictionKind;
  readonly seen: readonly SeenEvent[];
  readonly predictions: readonly StatedPrediction[];
  /** What readings say of forecasts made earlier, by the id of the prediction. */
  readonly truths: ReadonlyMap<string, Readonly<Record<string, unknown>>>;
  readonly firstDay: string;
  readonly evaluatedThrough: string;
  readonly revision: number;
  /** Where the watermark stood when the work began; null for none. */
  readonly before: { readonly evaluatedThrough: string; readonly revision: number } | null;
  /** The first day that was new or had changed. */
  readonly changedDay: string;
  /** The day that was judged first, no later than `changedDay`: states of later days are replaced by `states`. */
  readonly beganDay: string;
  readonly states: readonly ModelState[];
};

/** Events that foretell what people can find out: they are kept as predictions, too. */
const foretelling: ReadonlySet<string> = new Set([
  'burst',
  'night-flow excess',
  'pressure anomaly',
]);

/** The prediction that an event is; null for what is seen and not foretold. */
export function predictionOfEvent(
  id: string,
  draft: EventDraft,
  { kind, modelVersion, revision }: Judgement,
): StatedPrediction | null {
  if (!foretelling.has(draft.kind)) return null;
  const { startMs, detectedMs, sizeM3PerHour, sizeMarginM3PerHour, approaches } = draft;
  // What it became is the event's to tell.
  const { rises: _rises, endSeenMs: _endSeenMs, ...details } = draft.details;
  return {
    id,
    kind,
    modelVersion,
    inputs: { dataRevision: revision },
    content: {
      eventKind: draft.kind,
      startAt: new Date(startMs).toISOString(),
      sizeM3PerHour,
      sizeMarginM3PerHour,
      approaches,
      ...details,
    },
    confidence: draft.confidence,
    dataUntilMs: detectedMs,
  };
}

/** Why an event no longer holds. */
export function withdrawalReason({ changedDay }: Judgement): string {
  return `Readings changed from ${changedDay} on, and no longer show it.`;
}
