import { dayOfMs } from './day-of-ms.ts';
import type { EventDraft, EventKind } from './event.ts';
import type { LocationRequest } from './location-request.ts';
import type { SeenEvent } from './model-run.ts';
import { stableId } from './stable-id.ts';

/** What is kept of an event, as far as it tells which one it is. */
export type KeptEvent = {
  readonly id: string;
  readonly kind: EventKind;
  readonly startMs: number;
  readonly detectedMs: number;
  readonly isWithdrawn: boolean;
};

export type Evaluation = {
  readonly dmaId: string;
  readonly modelVersion: string;
  readonly timeZone: string;
  /** The readings judged: the first of them lies here, and all lie before `untilMs`. */
  readonly fromMs: number;
  readonly untilMs: number;
};

export type NamedEvent = {
  readonly id: string;
  readonly draft: EventDraft;
  readonly placesAsked: readonly LocationRequest[];
};

export type Reconciled = {
  /** The events that were touched, each under its id. */
  readonly kept: readonly NamedEvent[];
  /** Events that these readings should show and do not. */
  readonly withdrawnIds: readonly string[];
};

/** Late readings move the estimated start of an event; further than this it is another event. */
const sameEventMs = 2 * 86_400_000;
/** Events that were seen, and ended, so long before the readings judged are what they are. */
export const settledMs = 60 * 86_400_000;

/**
 * Tells which drafts are events that are known, names the new ones, and finds those that no longer
 * hold. An id follows from DMA, model, kind and local day of the start, and from nothing else.
 */
export function reconcileEvents(
  seen: readonly SeenEvent[],
  known: readonly KeptEvent[],
  evaluation: Evaluation,
): Reconciled {
  const { fromMs, untilMs } = evaluation;
  const recent = seen.filter(
    ({ draft: { detectedMs, endMs } }) =>
      endMs === null || Math.max(detectedMs, endMs) > fromMs - settledMs,
  );
  const ids = matchedIds(
    recent.map(({ draft }) => draft),
    known,
  );
  const taken = new Set(known.map(({ id }) => id));
  const named = recent.map((event) => {
    const id = ids.get(event.draft) ?? newId(event.draft, evaluation, taken);
    taken.add(id);
    return { id, ...event };
  });
  const present = new Set(named.map(({ id }) => id));
  const withdrawn = known.filter(
    ({ id, detectedMs, isWithdrawn }) =>
      !isWithdrawn && !present.has(id) && detectedMs > fromMs && detectedMs <= untilMs,
  );
  return {
    kept: named
      .filter(({ isTouched }) => isTouched)
      .map(({ id, draft, placesAsked = [] }) => ({ id, draft, placesAsked })),
    withdrawnIds: withdrawn.map(({ id }) => id),
  };
}

// The nearest pairs first; an event that was withdrawn may come back, after those that hold.
function matchedIds(
  drafts: readonly EventDraft[],
  known: readonly KeptEvent[],
): ReadonlyMap<EventDraft, string> {
  const pairs = drafts
    .flatMap((draft) =>
      known
        .filter(({ kind }) => kind === draft.kind)
        .map((event) => ({ draft, event, distance: Math.abs(event.startMs - draft.startMs) })),
    )
    .filter(({ distance }) => distance <= sameEventMs)
    .toSorted(
      (a, b) =>
        a.distance - b.distance ||
        Number(a.event.isWithdrawn) - Number(b.event.isWithdrawn) ||
        a.event.startMs - b.event.startMs,
    );
  const ids = new Map<EventDraft, string>();
  const used = new Set<string>();
  for (const { draft, event } of pairs) {
    if (ids.has(draft) || used.has(event.id)) continue;
    ids.set(draft, event.id);
    used.add(event.id);
  }
  return ids;
}

function newId(
  draft: EventDraft,
  { dmaId, modelVersion, timeZone }: Evaluation,
  taken: ReadonlySet<string>,
): string {
  const date = dayOfMs(draft.startMs, timeZone);
  for (let place = 1; ; place += 1) {
    const id = stableId(dmaId, modelVersion, draft.kind, date, String(place));
    if (!taken.has(id)) return id;
  }
}
