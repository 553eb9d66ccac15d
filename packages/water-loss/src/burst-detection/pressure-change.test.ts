import { defaultBurstParameters as parameters } from './burst-parameters.ts';
import { findChange, likenessOf } from './pressure-change.ts';
import { newSensor, type SensorState } from './sensor-level.ts';

/** A sensor that has scored so on each of four days, with the sums that come of it. */
function sensorOf(score: number, contrast = score): SensorState {
  const days = [10, 11, 12, 13];
  const scores = (sign: number) => ({
    sum: Math.max(0, 4 * sign * score),
    scores: sign * score > 0 ? days.map((day) => ({ day, score: sign * score })) : [],
  });
  const recent = days.map((day) => ({ day, score, contrast }));
  return { ...newSensor(), fall: scores(-1), rise: scores(1), recent };
}

describe('a change of pressures', () => {
  it('is none while no sum is above its threshold', () => {
    expect(findChange([sensorOf(-1), sensorOf(0.5)], parameters)).toBeNull();
  });

  it('is a leak at the sensor that fell furthest, though others rise', () => {
    expect(findChange([sensorOf(-3), sensorOf(-5), sensorOf(4)], parameters)).toMatchObject({
      kind: 'leak',
      sensorIndex: 1,
      startDay: 10,
      isFast: true,
      scores: [5, 5, 5, 5],
      pattern: [-3, -5, 4],
    });
    expect(findChange([sensorOf(-3), sensorOf(5)], parameters)?.kind).toBe('repair');
  });

  it('is told by contrasts when it is large: regressions carry it to sensors that err less', () => {
    const changed = findChange([sensorOf(-30, -9), sensorOf(40, 6)], parameters);
    expect(changed).toMatchObject({ kind: 'leak', sensorIndex: 0 });
  });

  it('crept when only the slow sum tells of it', () => {
    const slow = { sum: 9, scores: [3, 4, 5].map((day) => ({ day, score: 1.5 })) };
    const sensors = [newSensor(), { ...newSensor(), slowFall: slow }];
    expect(findChange(sensors, parameters)).toMatchObject({
      kind: 'leak',
      sensorIndex: 1,
      startDay: 3,
      isFast: false,
    });
  });

  it('looks like another by its direction alone', () => {
    expect(likenessOf([-3, 1, 0], [-6, 2, 0])).toBeCloseTo(1, 12);
    expect(likenessOf([-3, 1, 0], [6, -2, 0])).toBeCloseTo(-1, 12);
    expect(likenessOf([1, 0], [0, 5])).toBe(0);
    expect(likenessOf([0, 0], [1, 1])).toBe(0);
  });
});
