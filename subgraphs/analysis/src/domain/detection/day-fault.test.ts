import { judgeDay, withoutFaultyDays, type PastDay } from './day-fault.ts';
import { nightShareModel } from './night-runs.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** Hours of a usual day; no two alike. */
const usual = (day: number) =>
  Float64Array.from({ length: 24 }, (_, hour) => 20 + 8 * Math.sin(hour / 4) + ((day * 7) % 5) / 5);
const stuck = () => new Float64Array(24).fill(17.3);
const zero = () => new Float64Array(24);
const negative = (day: number) => usual(day).map((flow) => -flow);
const implausible = (day: number) => usual(day).map((flow) => flow * 200);

function faultyDays(flowsOf: (day: number) => Float64Array, days = 40): readonly number[] {
  let before: readonly PastDay[] = [];
  const faulty: number[] = [];
  for (let day = 0; day < days; day += 1) {
    const judged = judgeDay(before, flowsOf(day));
    before = judged.days;
    if (judged.isFaulty) faulty.push(day);
  }
  return faulty;
}

describe('judgeDay', () => {
  it.each([
    ['stuck', stuck],
    ['zero', zero],
    ['negative', negative],
    ['implausible', implausible],
  ])('takes a day of %s flow for a fault of the meter, and no usual day', (_name, fault) => {
    expect(faultyDays((day) => (day === 25 || day === 26 ? fault(day) : usual(day)))).toEqual([
      25, 26,
    ]);
  });

  it('leaves a burst and a gap what they are', () => {
    expect(faultyDays((day) => usual(day).map((flow) => flow + (day > 25 ? 30 : 0)))).toEqual([]);
    const gap = new Float64Array(24).fill(Number.NaN);
    expect(faultyDays((day) => (day === 25 ? gap : usual(day)))).toEqual([]);
  });

  it('finds no fault in what most days are like, such as a tap that is shut at night', () => {
    const shutAtNight = (day: number) => usual(day).map((flow, hour) => (hour < 7 ? 0 : flow));
    expect(faultyDays(shutAtNight)).toEqual([0]);
  });
});

describe('withoutFaultyDays', () => {
  it('takes out the local days of a fault and nothing else', () => {
    // Midnight in Bangkok is 17:00 UTC.
    const startMs = Date.parse('2026-01-01T17:00:00Z');
    const days = Array.from({ length: 30 }, (_, day) =>
      day === 20 ? implausible(day) : usual(day),
    );
    const values = Float64Array.from(days.flatMap((day) => Array.from(day)));
    const kept = withoutFaultyDays({ startMs, stepSeconds: 3600, values }, 'Asia/Bangkok');
    const gone = Array.from(kept.values.keys()).filter((at) =>
      Number.isNaN(kept.values[at] ?? Number.NaN),
    );
    expect(gone).toEqual(Array.from({ length: 24 }, (_, hour) => 20 * 24 + hour));
    expect(values.some(Number.isNaN)).toBe(false);
  });
});

describe('night-flow excess', () => {
  const excessOf = (fault: (day: number) => Float64Array) => {
    const run = nightShareModel('UTC').begin(null);
    for (let day = 0; day < 40; day += 1) {
      const startMs = Date.parse('2026-01-01T00:00:00Z') + day * dayMs;
      const flowsM3PerHour = day >= 30 && day < 33 ? fault(day) : usual(day);
      const date = new Date(startMs).toISOString().slice(0, 10);
      run.addDay({
        day: { date, startMs, endMs: startMs + dayMs, offsetMs: 0 },
        flowsM3PerHour,
        sensors: [],
        tankSurfaceM2: null,
      });
    }
    return run.events().map(({ draft }) => draft.kind);
  };

  it('is told of a leak and not of a meter that is faulty', () => {
    expect(excessOf((day) => usual(day).map((flow) => flow + 15))).toEqual(['night-flow excess']);
    expect(excessOf(() => new Float64Array(24).fill(60))).toEqual([]);
    expect(excessOf(implausible)).toEqual([]);
  });
});
