import { localDaysStartingIn } from '../local-days.ts';
import { burstModel } from './burst-run.ts';
import type { DayReadings, SeenEvent } from './model-run.ts';

const dayMs = 86_400_000;
const steps = 48;
const days = localDaysStartingIn(
  { from: new Date('2025-09-30T17:00:00Z'), to: new Date('2026-01-08T17:00:00Z') },
  'Asia/Bangkok',
);
const startMs = days[0]?.startMs ?? 0;
const dayOf = (instantMs: number | null) =>
  instantMs === null ? null : Math.round((instantMs - startMs) / dayMs);

/** A leak that grows by 0.6 m³/h a day from day 40, and is repaired on day 80. */
const growing = (day: number) => (day < 40 || day >= 80 ? 0 : 0.6 * (day - 40));

function readingsOf(index: number, leakage: (day: number) => number): DayReadings {
  const day = days[index];
  if (day === undefined) throw new Error(`There is no day ${index}.`);
  const flowsM3PerHour = Float64Array.from({ length: steps }, (_, step) => {
    const demand = 60 - 40 * Math.cos((2 * Math.PI * (step - 6)) / steps);
    const ripple = (((index * 37 + step * 11) % 17) - 8) / 8;
    return demand + ripple + ((index * 13) % 7) / 4 + leakage(index + step / steps);
  });
  return { day, flowsM3PerHour, sensors: [], tankSurfaceM2: null };
}

const burstsOf = (events: readonly SeenEvent[]) =>
  events.filter(({ draft }) => draft.kind === 'burst');

/** All at once, or with a restart between any two days: only what a restart is told to keep. */
function walk(until: number, leakage = growing, restarting = false): readonly SeenEvent[] {
  const kept = new Map<number, SeenEvent>();
  let run = burstModel.begin(null);
  for (let index = 0; index < until; index += 1) {
    run.addDay(readingsOf(index, leakage));
    if (!restarting) continue;
    for (const event of burstsOf(run.events())) {
      const { startMs: key } = event.draft;
      const before = kept.get(key);
      const placesAsked = [...(before?.placesAsked ?? []), ...(event.placesAsked ?? [])];
      if (event.isTouched || before === undefined) kept.set(key, { ...event, placesAsked });
    }
    run = burstModel.begin(JSON.parse(JSON.stringify(run.state())));
  }
  return restarting ? [...kept.values()] : burstsOf(run.events());
}

describe('a leak that grows', () => {
  it('is one event, which has risen several times and ends with its repair', () => {
    const [event, ...others] = walk(90);
    expect(others).toEqual([]);
    const rises = event?.draft.details.rises ?? [];
    expect(rises.length).toBeGreaterThan(2);
    expect(dayOf(event?.draft.endMs ?? null)).toBe(80);
    expect(rises.every(({ endMs }) => endMs !== null)).toBe(true);
    expect(event?.draft.detectedMs).toBe(rises[0]?.detectedMs);
  });

  it('becomes larger as it grows', () => {
    const sizeOn = (day: number) => walk(day)[0]?.draft.sizeM3PerHour ?? 0;
    expect(sizeOn(60)).toBeGreaterThan(sizeOn(50));
    expect(sizeOn(79)).toBeGreaterThan(sizeOn(60));
    expect(Math.abs(sizeOn(79) - growing(78.5)) / growing(78.5)).toBeLessThan(0.35);
  });

  it('is the same walked forward day by day with restarts as all at once', () => {
    for (const until of [47, 62, 81, 90]) {
      const whole = walk(until);
      const daily = walk(until, growing, true);
      expect(daily.map(({ draft }) => draft)).toEqual(whole.map(({ draft }) => draft));
      expect(daily.map(({ placesAsked }) => placesAsked)).toEqual(
        whole.map(({ placesAsked }) => placesAsked),
      );
    }
  });
});

describe('the place of a leak', () => {
  const burst = (day: number) => (day < 40 ? 0 : 15);

  it('is asked at the alarm and one and three days after it, by what was known then', () => {
    const [event] = walk(60, burst);
    const alarmDay = dayOf(event?.draft.detectedMs ?? null) ?? 0;
    const asked = event?.placesAsked ?? [];
    expect(asked.map(({ knownUntilMs }) => dayOf(knownUntilMs))).toEqual(
      [0, 1, 3].map((wait) => alarmDay + wait),
    );
    expect(asked[0]).toMatchObject({
      startMs: event?.draft.startMs,
      alarmMs: event?.draft.detectedMs,
      measureFromMs: null,
      changesMs: [],
    });
    // What is learnt later is in no earlier question.
    expect(walk(alarmDay, burst)[0]?.placesAsked).toEqual(asked.slice(0, 1));
  });

  it('is asked again after every rise, since when the leak has its size', () => {
    const [event] = walk(79);
    const rises = event?.draft.details.rises ?? [];
    const asked = event?.placesAsked ?? [];
    for (const rise of rises.slice(1)) {
      const ofRise = asked.find(({ knownUntilMs }) => knownUntilMs === rise.detectedMs);
      expect(ofRise).toMatchObject({
        startMs: event?.draft.startMs,
        measureFromMs: rise.startMs,
        alarmMs: rise.detectedMs,
      });
    }
  });

  it('is no more asked of a leak that has ended', () => {
    const [event] = walk(90, (day) => (day >= 40 && day < 42.5 ? 15 : 0));
    const endMs = event?.draft.endMs ?? 0;
    expect(endMs).toBeGreaterThan(0);
    const seenMs = event?.draft.details.endSeenMs ?? 0;
    for (const { knownUntilMs } of event?.placesAsked ?? []) {
      expect(knownUntilMs).toBeLessThan(seenMs);
    }
  });
});

describe('days without readings', () => {
  const empty = (index: number): DayReadings => {
    const readings = readingsOf(index, () => 0);
    return { ...readings, flowsM3PerHour: new Float64Array(steps).fill(Number.NaN) };
  };

  it('are missing data once there were readings, and nothing before the first', () => {
    let run = burstModel.begin(null);
    for (let index = 0; index < 12; index += 1) {
      const isEmpty = index < 3 || index === 8;
      run.addDay(isEmpty ? empty(index) : readingsOf(index, () => 0));
      run = burstModel.begin(JSON.parse(JSON.stringify(run.state())));
      if (index < 8) expect(run.events()).toEqual([]);
    }
    expect(run.events().map(({ draft }) => [draft.kind, dayOf(draft.startMs)])).toEqual([
      ['missing data', 8],
    ]);
  });
});
