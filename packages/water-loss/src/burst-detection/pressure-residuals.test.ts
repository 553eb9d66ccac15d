import { summarisePressures, type PressureDay } from './pressure-day.ts';
import { residualScores } from './pressure-residuals.ts';

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
const quiet = Array.from({ length: 14 }, (_, day) => dayOf(day));
const fallOf3 = (sensor: number) => (sensor === 3 ? 0.2 : 0);

/** Scores of a day when all the days before are of one level, or of those that begin at `levels`. */
function scoresOf(
  known: readonly PressureDay[],
  today: PressureDay,
  levels: readonly number[] = [0],
) {
  const stretches = levels.map((from, index) =>
    known.flatMap(({ day }, place) =>
      day >= from && day < (levels[index + 1] ?? 99) ? [place] : [],
    ),
  );
  const reference = { level: stretches.at(-1) ?? [], stretches };
  return residualScores(known, () => reference, today, limits)?.scores ?? null;
}

const lowestOf = (scores: readonly (number | null)[] | null) =>
  (scores ?? []).findIndex((score) => score === Math.min(...(scores ?? []).map((one) => one ?? 0)));

describe('residualScores', () => {
  it('are small on a day that swings like those before it, however far', () => {
    const scores = scoresOf(quiet, dayOf(16)) ?? [];
    expect(scores).toHaveLength(sensors);
    for (const score of scores) expect(Math.abs(score ?? 9)).toBeLessThan(3);
  });

  it('are lowest at the sensor that falls', () => {
    const scores = scoresOf(quiet, dayOf(16, fallOf3));
    expect(lowestOf(scores)).toBe(3);
    expect(scores?.[3]).toBeLessThan(-5);
  });

  it('need few days of a new level when sensors were learnt before it', () => {
    const changed = [...quiet, ...[15, 16, 17].map((day) => dayOf(day, fallOf3))];
    const today = dayOf(19, fallOf3);
    for (const score of scoresOf(changed, today, [0, 15]) ?? [9]) {
      expect(Math.abs(score ?? 9)).toBeLessThan(3);
    }
    expect(scoresOf(changed.slice(0, -1), today, [0, 15])).toEqual(quiet[0]?.means.map(() => null));
    expect(scoresOf(quiet.slice(0, 6), today)).toBeNull();
  });

  it('do without a sensor that is silent, which has none', () => {
    const day = dayOf(16, fallOf3);
    const silent = { ...day, means: day.means.map((mean, sensor) => (sensor === 0 ? null : mean)) };
    const scores = scoresOf(quiet, silent);
    expect(scores?.[0]).toBeNull();
    expect(lowestOf(scores)).toBe(3);
  });

  it('tell how long errors last', () => {
    const reference = { level: quiet.map((_, place) => place), stretches: [] };
    const persistenceOf = (lastingDays: number) => {
      const known = Array.from({ length: 28 }, (_, day) =>
        dayOf(day, (sensor) => 0.05 * Math.sin((day * (sensor + 1.3)) / lastingDays)),
      );
      const places = known.map((_, place) => place);
      return residualScores(
        known,
        () => ({ ...reference, stretches: [places] }),
        dayOf(30),
        limits,
      );
    };
    const brief = persistenceOf(0.4)?.persistence ?? 0;
    expect(brief).toBeGreaterThanOrEqual(1);
    expect(persistenceOf(4)?.persistence).toBeGreaterThan(1.5 * brief);
  });
});
