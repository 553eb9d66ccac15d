import { summarisePressures } from './pressure-day.ts';
import { residualScores, type ReferenceDay } from './pressure-residuals.ts';

const limits = { pressureLeastDays: 7, pressureLeastLevelDays: 3 };
const sensors = 5;

// Two quarters of a town swing each in their own way; every sensor sees both, and a ripple.
const dayOf = (day: number, dropM: (sensor: number) => number = () => 0) =>
  summarisePressures(
    day,
    Array.from({ length: sensors }, (_, sensor) =>
      Float64Array.from({ length: 24 }, (__, hour) => {
        const at = day * 24 + hour;
        const east = Math.sin(at / 3.8) + 0.4 * Math.sin(day * 1.3);
        const west = Math.sin(at / 5.1) + 0.4 * Math.sin(day * 2.1);
        const ripple = 0.01 * Math.sin(at * (sensor + 1.7));
        return 50 - (sensor + 1) * east - (sensors - sensor) * west + ripple - dropM(sensor);
      }),
    ),
    0.75,
  );
const reference = (days: number, segmentOf: (day: number) => number): readonly ReferenceDay[] =>
  Array.from({ length: days }, (_, day) => ({ day: dayOf(day), segment: segmentOf(day) }));
const quiet = reference(14, () => 0);

describe('residualScores', () => {
  it('are small on a day that swings like those before it, however far', () => {
    const scores = residualScores(quiet, 0, dayOf(16), limits) ?? [];
    expect(scores).toHaveLength(sensors);
    for (const score of scores) expect(Math.abs(score)).toBeLessThan(3);
  });

  it('are lowest at the sensor that falls', () => {
    const scores = residualScores(
      quiet,
      0,
      dayOf(16, (sensor) => (sensor === 3 ? 0.2 : 0)),
      limits,
    );
    expect(scores?.indexOf(Math.min(...(scores ?? [])))).toBe(3);
    expect(scores?.[3]).toBeLessThan(-5);
  });

  it('need few days since a change when sensors were learnt before it', () => {
    const fallen = (day: number, segment: number) => ({
      day: dayOf(day, (sensor) => (sensor === 1 ? 0.5 : 0)),
      segment,
    });
    const changed = [...quiet, fallen(15, 1), fallen(16, 1), fallen(17, 1)];
    const today = dayOf(19, (sensor) => (sensor === 1 ? 0.5 : 0));
    for (const score of residualScores(changed, 1, today, limits) ?? [9]) {
      expect(Math.abs(score)).toBeLessThan(3);
    }
    expect(residualScores(changed.slice(0, -1), 1, today, limits)).toBeNull();
    expect(residualScores(quiet.slice(0, 6), 0, today, limits)).toBeNull();
  });

  it('do without a sensor that is silent, whose score is 0', () => {
    const day = dayOf(16, (sensor) => (sensor === 3 ? 0.2 : 0));
    const silent = { ...day, means: day.means.map((mean, sensor) => (sensor === 0 ? null : mean)) };
    const scores = residualScores(quiet, 0, silent, limits);
    expect(scores?.[0]).toBe(0);
    expect(scores?.indexOf(Math.min(...(scores ?? [])))).toBe(3);
  });
});
