import { flowM3PerHour, type BurstLocation, type LeakEvent } from '@waris/water-loss';
import type { Placed } from './locate-found.ts';
import { perfectEuros, scoreLocations } from './location-score.ts';

const hourMs = 3_600_000;
const leak = { pipe: 'p1', startAt: 0, endAt: 100 * hourMs, type: 'abrupt' };
const other = { pipe: 'p2', startAt: 10 * hourMs, endAt: Number.POSITIVE_INFINITY, type: 'abrupt' };
const flows = new Map([
  ['p1', Float64Array.from({ length: 200 }, (_, hour) => (hour < 100 ? 10 : 0))],
  ['p2', new Float64Array(200).fill(5)],
]);

const event: LeakEvent = {
  kind: 'leak',
  number: 1,
  startAt: 0,
  alarmAt: 24 * hourMs,
  endAt: null,
  test: 'night',
  sizeM3PerHour: flowM3PerHour(10),
  sizeErrorM3PerHour: flowM3PerHour(1),
  confidence: 1,
  evidence: {
    startAt: 0,
    intervalSeconds: 86_400,
    observedM3PerHour: [],
    expectedM3PerHour: [],
    pressureScores: [],
  },
  sensor: null,
};
const location: BurstLocation = {
  candidates: [],
  area: [],
  misfit: 1,
  sensors: [],
  leftOut: [],
  days: {
    reference: { fromDay: 0, toDay: 14 },
    noise: [{ fromDay: 0, toDay: 14 }],
    burst: { fromDay: 14, toDay: 17 },
  },
  referenceDays: 14,
  burstDays: 3,
};

function placed(changes: Partial<Placed>): Placed {
  return {
    event,
    toldAt: 50 * hourMs,
    leak,
    location,
    reason: null,
    distanceM: 300,
    sensorDistanceM: null,
    isInArea: false,
    ...changes,
  };
}

describe('the score of places', () => {
  it('earns what the leak would still have lost, less the trip', () => {
    const score = scoreLocations([placed({})], flows, 0);
    expect(score).toMatchObject({ hits: 1, hitsAtFirst: 1, trips: 1, medianDistanceM: 300 });
    expect(score.euros).toBeCloseTo(0.8 * 50 * 10 - 500, 6);
  });

  it('earns nothing beyond 300 m, after the end, or for no leak, but pays the trip', () => {
    for (const changes of [{ distanceM: 300.1 }, { toldAt: 101 * hourMs }, { leak: null }]) {
      expect(scoreLocations([placed(changes)], flows, 0)).toMatchObject({ hits: 0, euros: -500 });
    }
  });

  it('counts a leak once, also when its second alarm hits', () => {
    const second = placed({ toldAt: 60 * hourMs, distanceM: 0, isInArea: true });
    const twice = scoreLocations([placed({}), second], flows, 0);
    expect(twice).toMatchObject({ hits: 1, hitsAtFirst: 1, trips: 2, inArea: 1 });
    const late = scoreLocations([placed({ distanceM: 900 }), second], flows, 0);
    expect(late).toMatchObject({ hits: 1, hitsAtFirst: 0 });
    expect(late.euros).toBeCloseTo(0.8 * 40 * 10 - 1000, 6);
  });

  it('makes no trip where no place could be told, and no euros without the true flows', () => {
    const untold = placed({ location: null, distanceM: null });
    expect(scoreLocations([untold], flows, 0)).toMatchObject({ hits: 0, trips: 0, euros: 0 });
    expect(scoreLocations([placed({})], null, 0).euros).toBeNull();
  });

  it('is at most what knowing every place at once would earn', () => {
    expect(perfectEuros([leak, other], flows, 0)).toBeCloseTo(0.8 * (100 * 10 + 190 * 5) - 1000, 6);
  });
});
