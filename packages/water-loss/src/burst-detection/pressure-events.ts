import type { BurstEvent, LeakEvent } from './burst-event.ts';
import type { BurstParameters } from './burst-parameters.ts';
import { likenessOf, type PressureChange } from './pressure-change.ts';
import type { PressureState } from './pressure-detector.ts';
import { normalProbability } from './robust-statistics.ts';

const dayMs = 86_400_000;

// Two changes that look this much alike are of one leak.
const leastLikeness = 0.7;

/**
 * Brings what pressures show into the events: a repair closes the leak that looks like it, or that
 * of its sensor; what begins with a repair that the flow showed is its other side; a leak that
 * began with one already known names its sensor; what looks like an open leak, or falls further at
 * its sensor, is its growth; anything else is a new leak. `shown` is added to.
 */
export function applyPressureChange(
  events: BurstEvent[],
  shown: PressureState['shown'],
  change: PressureChange,
  sensor: string,
  times: { firstDayAt: number; day: number },
  parameters: BurstParameters,
): void {
  const startAt = times.firstDayAt + change.startDay * dayMs;
  const open = events.filter(
    (event): event is LeakEvent => event.kind === 'leak' && event.endAt === null,
  );
  const same =
    mostAlike(open, shown, change) ?? open.findLast((event) => event.sensor === sensor) ?? null;
  if (change.kind === 'repair') {
    if (same !== null) events[same.number - 1] = { ...same, endAt: startAt };
    return;
  }
  const isPartOfRepair = events.some(
    (event) =>
      event.kind === 'leak' &&
      event.endAt !== null &&
      Math.abs(event.endAt - startAt) <= parameters.repairDays * dayMs,
  );
  if (isPartOfRepair) return;
  const near = open.findLast(
    (event) =>
      event.sensor === null && Math.abs(event.startAt - startAt) <= parameters.togetherDays * dayMs,
  );
  if (near === undefined && same !== null) return;
  const eventNumber = near?.number ?? events.length + 1;
  events[eventNumber - 1] =
    near === undefined
      ? leakOf(eventNumber, change, sensor, startAt, times)
      : {
          ...near,
          sensor,
          confidence: 1 - (1 - near.confidence) / 2,
          evidence: { ...near.evidence, pressureScores: change.scores },
        };
  shown.push({ eventNumber, pattern: change.pattern });
}

/** The open leak that a change looks like; a repair is a leak the other way round. */
function mostAlike(
  open: readonly LeakEvent[],
  shown: PressureState['shown'],
  { kind, pattern }: PressureChange,
): LeakEvent | null {
  const sign = kind === 'repair' ? -1 : 1;
  let best = { event: null as LeakEvent | null, likeness: leastLikeness };
  for (const event of open) {
    const own = shown.find(({ eventNumber }) => eventNumber === event.number);
    const likeness = own === undefined ? 0 : sign * likenessOf(own.pattern, pattern);
    if (likeness > best.likeness) best = { event, likeness };
  }
  return best.event;
}

function leakOf(
  number: number,
  change: PressureChange,
  sensor: string,
  startAt: number,
  { firstDayAt, day }: { firstDayAt: number; day: number },
): LeakEvent {
  return {
    number,
    kind: 'leak',
    test: 'pressure',
    startAt,
    alarmAt: firstDayAt + (day + 1) * dayMs,
    endAt: null,
    sizeM3PerHour: null,
    sizeErrorM3PerHour: null,
    confidence: 0.8 * normalProbability(2 * change.strength - 1),
    // Scores, not flows: no flow told of this leak.
    evidence: {
      startAt,
      intervalSeconds: 86_400,
      observedM3PerHour: [],
      expectedM3PerHour: [],
      pressureScores: change.scores,
    },
    sensor,
  };
}
