export const eventKinds = [
  'burst',
  'meter fault',
  'missing data',
  'night-flow excess',
  'forecast miss',
  'pressure anomaly',
] as const;
export type EventKind = (typeof eventKinds)[number];

export const priorities = ['low', 'medium', 'high', 'critical'] as const;
export type Priority = (typeof priorities)[number];

/** How an event was seen. */
export const approaches = [
  'whole-day forecast',
  'night forecast',
  'slow drift',
  'pressure regression',
  'tank outflow',
  'flow forecast',
  'night EWMA',
  'night CUSUM',
  'share of baseline',
  'meter rules',
  'demand interval',
  'pressure pattern',
  'pressure band',
  'share of level',
] as const;
export type Approach = (typeof approaches)[number];

/** Observed beside expected at equal steps, in m³/h or metres; null is a gap. */
export type Evidence = {
  readonly startMs: number;
  readonly intervalSeconds: number;
  readonly unit: 'm3/h' | 'm';
  readonly observed: readonly (number | null)[];
  readonly expected: readonly (number | null)[];
  /** Deviations of the pressure sensor that reacts most, a value a day. */
  readonly pressureScores: readonly number[];
};

/** One of the rises that made up a leak: the first, or one by which it grew. */
export type EventRise = {
  readonly startMs: number;
  readonly detectedMs: number;
  readonly endMs: number | null;
  readonly sizeM3PerHour: number | null;
  readonly confidence: number;
  readonly approaches: readonly Approach[];
  readonly evidence: Evidence;
};

export type EventDetails = {
  /** What makes readings of a meter unfit. */
  readonly fault?: 'missing' | 'stuck' | 'zero' | 'negative' | 'implausible';
  /** The pressure meter that reacts most. */
  readonly sensorId?: string;
  /** The highest multiple of the baseline that night flow passed. */
  readonly ratio?: number;
  readonly baselineM3PerHour?: number;
  readonly direction?: 'above' | 'below';
  /** Greatest distance of pressure from its usual. */
  readonly distanceM?: number;
  /** End of the day whose readings showed that it had ended. */
  readonly endSeenMs?: number;
  /** Of bursts, the latest last. */
  readonly rises?: readonly EventRise[];
};

/** What a model says of the readings of a DMA, before it is kept. */
export type EventDraft = {
  readonly kind: EventKind;
  readonly startMs: number;
  readonly detectedMs: number;
  readonly endMs: number | null;
  readonly sizeM3PerHour: number | null;
  readonly sizeMarginM3PerHour: number | null;
  readonly confidence: number;
  readonly approaches: readonly Approach[];
  readonly details: EventDetails;
  readonly evidence: Evidence;
};

/** An event as it is kept. */
export type LossEvent = EventDraft & {
  readonly id: string;
  readonly dmaId: string;
  readonly modelVersion: string;
  readonly priority: Priority;
  readonly withdrawnAt: Date | null;
  readonly withdrawalReason: string | null;
};

export const eventStates = ['open', 'ended', 'withdrawn'] as const;
export type EventState = (typeof eventStates)[number];

export function stateOfEvent({ withdrawnAt, endMs }: LossEvent): EventState {
  if (withdrawnAt !== null) return 'withdrawn';
  return endMs === null ? 'open' : 'ended';
}
