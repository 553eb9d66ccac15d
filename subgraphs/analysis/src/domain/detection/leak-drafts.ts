import { runningSize, type BurstTest, type Leak, type LeakEvent } from '@waris/water-loss';
import type { Approach, EventDraft, EventRise, Evidence } from './event.ts';
import type { LocationRequest } from './location-request.ts';

const approachOf: Readonly<Record<BurstTest, Approach>> = {
  'whole day': 'whole-day forecast',
  night: 'night forecast',
  drift: 'slow drift',
  pressure: 'pressure regression',
  'tank outflow': 'tank outflow',
};

/** Of a normal error: 95 % lie within so many deviations. */
const deviationsOf95 = 1.96;
const dayMs = 86_400_000;
/** What changed longer before a burst says nothing about its usual days. */
const daysThatCount = 70;
/** The latest rises of a leak that are told: one that is left alone for years has many. */
const mostRises = 40;

/** The event of a leak: it begins with the first rise and has the size of what is running. */
export function draftOfLeak({ rises, endAt, endSeenAt }: Leak): EventDraft {
  const [first] = rises;
  if (first === undefined) throw new Error('A leak has a rise.');
  const sensor = latestSensor(rises);
  // Of a leak that has ended, what it was when it was repaired.
  const running = endAt === null ? rises : rises.map((rise) => revived(rise, endAt));
  const error = sizeError(running);
  return {
    kind: 'burst',
    startMs: first.startAt,
    detectedMs: first.alarmAt,
    endMs: endAt,
    sizeM3PerHour: runningSize(running),
    sizeMarginM3PerHour: error === null ? null : deviationsOf95 * error,
    confidence: 1 - rises.reduce((doubt, { confidence }) => doubt * (1 - confidence), 1),
    approaches: Array.from(new Set(rises.flatMap(approachesOf))),
    details: {
      ...(sensor === null ? {} : { sensorId: sensor }),
      ...(endSeenAt === null ? {} : { endSeenMs: endSeenAt }),
      rises: rises.slice(-mostRises).map(riseOf),
    },
    evidence: evidenceOf(first),
  };
}

/** What is asked of the place of a leak at the end of a day, beside the other leaks of the DMA. */
export function requestOf(
  { rises }: Leak,
  others: readonly Leak[],
  knownUntilMs: number,
): LocationRequest {
  const [first, latest] = [rises[0], rises.at(-1)];
  if (first === undefined || latest === undefined) throw new Error('A leak has a rise.');
  const changes = others
    .flatMap((other) => other.rises)
    .flatMap(({ startAt, endAt }) => (endAt === null ? [startAt] : [startAt, endAt]))
    .filter((changeAt) => changeAt > first.startAt - daysThatCount * dayMs);
  return {
    knownUntilMs,
    startMs: first.startAt,
    alarmMs: latest.alarmAt,
    measureFromMs: rises.length === 1 ? null : latest.startAt,
    sizeM3PerHour: runningSize(rises),
    sizeErrorM3PerHour: sizeError(rises),
    changesMs: Array.from(new Set(changes)).toSorted((a, b) => a - b),
  };
}

function revived(rise: LeakEvent, endedAt: number): LeakEvent {
  return rise.endAt === endedAt ? { ...rise, endAt: null } : rise;
}

function latestSensor(rises: readonly LeakEvent[]): string | null {
  return rises.findLast(({ sensor }) => sensor !== null)?.sensor ?? null;
}

// Errors of rises that were measured one after the other are independent.
function sizeError(rises: readonly LeakEvent[]): number | null {
  const errors = rises.flatMap(({ endAt, sizeErrorM3PerHour }) =>
    endAt === null && sizeErrorM3PerHour !== null ? [sizeErrorM3PerHour] : [],
  );
  return errors.length === 0 ? null : Math.hypot(...errors);
}

function riseOf(rise: LeakEvent): EventRise {
  return {
    startMs: rise.startAt,
    detectedMs: rise.alarmAt,
    endMs: rise.endAt,
    sizeM3PerHour: rise.sizeM3PerHour,
    confidence: rise.confidence,
    approaches: approachesOf(rise),
    evidence: evidenceOf(rise),
  };
}

function evidenceOf({ evidence }: LeakEvent): Evidence {
  return {
    startMs: evidence.startAt,
    intervalSeconds: evidence.intervalSeconds,
    unit: 'm3/h',
    observed: evidence.observedM3PerHour,
    expected: evidence.expectedM3PerHour,
    pressureScores: evidence.pressureScores,
  };
}

// The test that raised it, and what bore it out afterwards.
function approachesOf({ test, sensor, sizeM3PerHour }: LeakEvent): readonly Approach[] {
  if (test === 'pressure') {
    return sizeM3PerHour === null
      ? ['pressure regression']
      : ['pressure regression', 'flow forecast'];
  }
  return sensor === null ? [approachOf[test]] : [approachOf[test], 'pressure regression'];
}
