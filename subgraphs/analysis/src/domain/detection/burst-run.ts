import {
  bookDay,
  createBurstDetector,
  emptyLeakBook,
  leaksOf,
  runningSize,
  type BurstDetector,
  type BurstDetectorState,
  type BurstEvent,
  type BookDay,
  type LeakBook,
  type MeterEvent,
} from '@waris/water-loss';
import type { EventDraft } from './event.ts';
import { draftOfLeak, requestOf } from './leak-drafts.ts';
import { isAskedAt, type LocationRequest } from './location-request.ts';
import {
  ownState,
  seenEvents,
  type DayReadings,
  type DetectionModel,
  type SeenEvent,
} from './model-run.ts';

type State = {
  readonly detector: BurstDetectorState | null;
  readonly sensorIds: readonly string[];
  readonly book: LeakBook;
  /** Mean flows of the last days, m³/h. */
  readonly meansM3PerHour: readonly number[];
};

const meanDays = 14;
/** A day that lies this share of a leak's size below the days before may have seen its repair. */
const lowShare = 0.25;
const dayMs = 86_400_000;

/**
 * The detector of `@waris/water-loss`: CUSUMs on what a forecast missed, pairs of pressures, and what
 * leaves a tank. A leak that grows is one event, which changes with every rise; where it is, is asked as it goes on.
 */
export const burstModel: DetectionModel = {
  version: 'forecast-cusum-2',
  kind: 'leak detection',
  begin: (given) => {
    const start = ownState<State>(given, () => ({
      detector: null,
      sensorIds: [],
      book: emptyLeakBook,
      meansM3PerHour: [],
    }));
    let { sensorIds, book, meansM3PerHour } = start;
    let detector = createBurstDetector({}, start.detector ?? undefined);
    let hasBegun = start.detector !== null;
    const before = detector.events().filter(isFault);
    const settled = new Set(start.book.leaks.flatMap(({ endAt }, i) => (endAt === null ? [] : i)));
    const asked = new Map<number, LocationRequest[]>();
    return {
      addDay: (readings) => {
        // What nobody has read yet is not missing.
        hasBegun ||= readings.flowsM3PerHour.some((flow) => !Number.isNaN(flow));
        if (!hasBegun) return;
        const ids = readings.sensors.map((sensor) => sensor.id);
        if (ids.join() !== sensorIds.join()) {
          // Of other sensors nothing is known: what pressures tell begins anew.
          const { flow } = detector.state();
          detector = createBurstDetector({}, { ...createBurstDetector().state(), flow });
          sensorIds = ids;
        }
        detector.addDay(dayOf(readings));
        const endAt = readings.day.endMs;
        const events = detector.events();
        const meanM3PerHour = meanOf(readings.flowsM3PerHour);
        const isLow = mayBeRepaired(book, events, meansM3PerHour, meanM3PerHour);
        const fall = isLow ? latestFall(detector) : null;
        book = bookDay(book, { events, endAt, latestFall: fall });
        meansM3PerHour = [...meansM3PerHour, meanM3PerHour]
          .filter(Number.isFinite)
          .slice(-meanDays);
        askForPlaces(book, events, endAt, asked);
      },
      events: () => {
        const events = detector.events();
        return [
          ...seenEvents(before, events.filter(isFault), draftOfFault),
          ...seenLeaks(book, events, settled, asked),
        ];
      },
      state: () =>
        ({
          detector: hasBegun ? detector.state() : null,
          sensorIds,
          book,
          meansM3PerHour,
        }) satisfies State,
    };
  },
};

function dayOf({ day, flowsM3PerHour, sensors, tankSurfaceM2 }: DayReadings) {
  return {
    startAt: day.startMs,
    netInflowM3PerHour: flowsM3PerHour,
    tankSurfaceM2,
    pressures: sensors.map(({ id, pressuresM }) => ({ sensor: id, pressuresM })),
  };
}

/**
 * Whether it is worth asking for the detector's state, which is a copy of all that it knows: only a
 * leak that has risen again can end by a fall that is the repair of none of its rises.
 */
function mayBeRepaired(
  book: LeakBook,
  events: readonly BurstEvent[],
  before: readonly number[],
  meanM3PerHour: number,
): boolean {
  if (!book.leaks.some(({ endAt, rises }) => endAt === null && rises.length > 1)) return false;
  const usual = before.toSorted((a, b) => a - b)[before.length >> 1] ?? Number.NaN;
  return leaksOf(book, events).some(({ endAt, rises }) => {
    const isGrown = endAt === null && rises.length > 1;
    return isGrown && meanM3PerHour < usual - lowShare * (runningSize(rises) ?? 0);
  });
}

function meanOf(flowsM3PerHour: Float64Array): number {
  const known = flowsM3PerHour.filter((flow) => !Number.isNaN(flow));
  return known.reduce((sum, flow) => sum + flow, 0) / known.length;
}

function latestFall(detector: BurstDetector): BookDay['latestFall'] {
  const { steps, firstDayAt } = detector.state().flow;
  const fall = steps.findLast(
    ({ eventNumber, sizeM3PerHour }) => eventNumber === null && sizeM3PerHour < 0,
  );
  if (fall === undefined) return null;
  const startAt = (firstDayAt ?? 0) + fall.startDay * dayMs;
  return { startAt, sizeM3PerHour: -fall.sizeM3PerHour };
}

function askForPlaces(
  book: LeakBook,
  events: readonly BurstEvent[],
  dayEndAt: number,
  asked: Map<number, LocationRequest[]>,
): void {
  if (book.leaks.every(({ endAt }) => endAt !== null)) return;
  const leaks = leaksOf(book, events);
  for (const [index, leak] of leaks.entries()) {
    const alarmAt = leak.rises.at(-1)?.alarmAt;
    if (leak.endAt !== null || alarmAt === undefined || !isAskedAt(alarmAt, dayEndAt)) continue;
    const request = requestOf(leak, leaks.toSpliced(index, 1), dayEndAt);
    asked.set(index, [...(asked.get(index) ?? []), request]);
  }
}

function seenLeaks(
  book: LeakBook,
  events: readonly BurstEvent[],
  settled: ReadonlySet<number>,
  asked: ReadonlyMap<number, readonly LocationRequest[]>,
): readonly SeenEvent[] {
  return leaksOf(book, events).map((leak, index) => ({
    draft: draftOfLeak(leak),
    isTouched: !settled.has(index),
    placesAsked: asked.get(index) ?? [],
  }));
}

function isFault(event: BurstEvent): event is MeterEvent {
  return event.kind !== 'leak';
}

function draftOfFault(event: MeterEvent): EventDraft {
  return {
    kind: event.kind,
    startMs: event.startAt,
    detectedMs: event.alarmAt,
    endMs: event.endAt,
    sizeM3PerHour: null,
    sizeMarginM3PerHour: null,
    confidence: event.confidence,
    approaches: ['meter rules'],
    details: { fault: event.fault },
    evidence: {
      startMs: event.startAt,
      intervalSeconds: 86_400,
      unit: 'm3/h',
      observed: [],
      expected: [],
      pressureScores: [],
    },
  };
}
