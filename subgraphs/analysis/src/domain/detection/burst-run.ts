import {
  createBurstDetector,
  type BurstDetectorState,
  type BurstEvent,
  type BurstTest,
  type LeakEvent,
} from '@waris/water-loss';
import type { Approach, EventDraft } from './event.ts';
import { ownState, seenEvents, type DayReadings, type DetectionModel } from './model-run.ts';

const approachOf: Readonly<Record<BurstTest, Approach>> = {
  'whole day': 'whole-day forecast',
  night: 'night forecast',
  drift: 'slow drift',
  pressure: 'pressure pairs',
};

type State = {
  readonly detector: BurstDetectorState | null;
  readonly sensorIds: readonly string[];
};

/** Of a normal error: 95 % lie within so many deviations. */
const deviationsOf95 = 1.96;

/** The detector of `@waris/water-loss`: CUSUMs on what a forecast missed, and pairs of pressures. */
export const burstModel: DetectionModel = {
  version: 'forecast-cusum-1',
  kind: 'leak detection',
  begin: (given) => {
    const start = ownState<State>(given, () => ({ detector: null, sensorIds: [] }));
    let { sensorIds } = start;
    let detector = createBurstDetector({}, start.detector ?? undefined);
    const before = detector.events();
    return {
      addDay: (readings) => {
        const ids = readings.sensors.map((sensor) => sensor.id);
        if (ids.join() !== sensorIds.join()) {
          // Pairs of other sensors are other pairs: what is known of pressures begins anew.
          const { flow } = detector.state();
          const { pressure } = createBurstDetector().state();
          detector = createBurstDetector({}, { flow, pressure });
          sensorIds = ids;
        }
        detector.addDay(dayOf(readings));
      },
      events: () => seenEvents(before, detector.events(), draftOf),
      state: () => ({ detector: detector.state(), sensorIds }) satisfies State,
    };
  },
};

function dayOf({ day, flowsM3PerHour, sensors }: DayReadings) {
  return {
    startAt: day.startMs,
    netInflowM3PerHour: flowsM3PerHour,
    pressures: sensors.map(({ id, pressuresM }) => ({ sensor: id, pressuresM })),
  };
}

function draftOf(event: BurstEvent): EventDraft {
  const times = { startMs: event.startAt, detectedMs: event.alarmAt, endMs: event.endAt };
  if (event.kind === 'leak') return { ...times, ...leakOf(event) };
  const evidence = {
    startMs: event.startAt,
    intervalSeconds: 86_400,
    unit: 'm3/h' as const,
    observed: [],
    expected: [],
    pressureScores: [],
  };
  return {
    ...times,
    kind: event.kind,
    sizeM3PerHour: null,
    sizeMarginM3PerHour: null,
    confidence: event.confidence,
    approaches: ['meter rules'],
    details: { fault: event.fault },
    evidence,
  };
}

function leakOf(event: LeakEvent): Omit<EventDraft, 'startMs' | 'detectedMs' | 'endMs'> {
  const { evidence, sizeErrorM3PerHour } = event;
  return {
    kind: 'burst',
    sizeM3PerHour: event.sizeM3PerHour,
    sizeMarginM3PerHour: sizeErrorM3PerHour === null ? null : deviationsOf95 * sizeErrorM3PerHour,
    confidence: event.confidence,
    approaches: approachesOf(event),
    details: event.sensor === null ? {} : { sensorId: event.sensor },
    evidence: {
      startMs: evidence.startAt,
      intervalSeconds: evidence.intervalSeconds,
      unit: 'm3/h',
      observed: evidence.observedM3PerHour,
      expected: evidence.expectedM3PerHour,
      pressureScores: evidence.pressureScores,
    },
  };
}

// The test that raised it, and what bore it out afterwards.
function approachesOf({ test, sensor, sizeM3PerHour }: LeakEvent): readonly Approach[] {
  if (test === 'pressure') {
    return sizeM3PerHour === null ? ['pressure pairs'] : ['pressure pairs', 'flow forecast'];
  }
  return sensor === null ? [approachOf[test]] : [approachOf[test], 'pressure pairs'];
}
