import { defaultBurstParameters as parameters } from './burst-parameters.ts';
import { newSensor, referenceOf, startNewLevel, type SensorState } from './sensor-level.ts';

const known = Array.from({ length: 40 }, (_, day) => ({ day, means: [], products: [] }));
const today = 40;
const reference = (sensor: SensorState) => referenceOf(sensor, known, today, parameters);
const daysBetween = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, index) => from + index);

describe('the level of a sensor', () => {
  it('is that of its first four weeks, and not of the last week', () => {
    expect(reference(newSensor()).level).toEqual(daysBetween(0, 28));
    const late = { ...newSensor(), changes: [{ from: 14, to: 15 }] };
    expect(reference(late).level).toEqual(daysBetween(16, 33));
  });

  it('counts days of neither level to none, and those of before to their own', () => {
    const changed = { ...newSensor(), changes: [{ from: 10, to: 12 }] };
    expect(reference(changed).stretches).toEqual([daysBetween(0, 10), daysBetween(13, 33)]);
  });

  it('is learnt from the few days there are when it is young', () => {
    const changed = { ...newSensor(), changes: [{ from: 32, to: 32 }] };
    expect(reference(changed).level).toEqual(daysBetween(33, 38));
    const yesterday = { ...newSensor(), changes: [{ from: 39, to: 39 }] };
    expect(reference(yesterday).level).toEqual([]);
  });

  it('does not take an excursion in', () => {
    const sensor = newSensor();
    sensor.fall = { sum: 3, scores: [{ day: 20, score: 3 }] };
    expect(reference(sensor).level).toEqual(daysBetween(0, 20));
  });

  it('starts anew after a change that does not reach back into the one before', () => {
    const sensor = newSensor();
    sensor.fall = { sum: 9, scores: [{ day: 18, score: 9 }] };
    startNewLevel(sensor, { from: 10, to: 18 }, 0);
    startNewLevel(sensor, { from: 17, to: 20 }, 0);
    expect(sensor.changes).toEqual([
      { from: 10, to: 18 },
      { from: 19, to: 20 },
    ]);
    expect(sensor.fall.sum).toBe(0);
    startNewLevel(sensor, { from: 60, to: 60 }, 30);
    expect(sensor.changes).toEqual([{ from: 60, to: 60 }]);
  });
});
