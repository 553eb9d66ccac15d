import type { BurstEvent, LeakEvent } from './burst-event.ts';
import type { BurstParameters } from './burst-parameters.ts';
import type { PressureChange } from './pressure-detector.ts';
import { normalProbability } from './robust-statistics.ts';

const dayMs = 86_400_000;

/**
 * Brings what pressures show into the events: a repair closes the leak of that sensor; what begins
 * with a repair that the flow showed is its other side; a leak that
 * began with one already known names its sensor; a sensor that falls further while its leak is
 * open shows growth; anything else is a new leak.
 */
export function applyPressureChange(
  events: BurstEvent[],
  change: PressureChange,
  sensor: string,
  times: { firstDayAt: number; day: number },
  parameters: BurstParameters,
): void {
  const startAt = times.firstDayAt + change.startDay * dayMs;
  const open = events.filter(
    (event): event is LeakEvent => event.kind === 'leak' && event.endAt === null,
  );
  const same = open.findLast((event) => event.sensor === sensor);
  if (change.kind === 'repair') {
    if (same !== undefined) events[same.number - 1] = { ...same, endAt: startAt };
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
  if (near !== undefined) {
    const confidence = 1 - (1 - near.confidence) / 2;
    events[near.number - 1] = { ...near, sensor, confidence };
  } else if (same === undefined) {
    events.push(leakOf(events.length + 1, change, sensor, startAt, times));
  }
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
