import { addForecastDay, initialForecastMissState, type ForecastDay } from './forecast-miss.ts';
import { scoreForecast } from './forecast-score.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

function dayOf(day: number, measuredAt: (hour: number) => number): ForecastDay {
  const column = (value: number) => new Float64Array(24).fill(value);
  return {
    startAt: day * dayMs,
    endAt: (day + 1) * dayMs,
    measured: Float64Array.from({ length: 24 }, (_, hour) => measuredAt(day * 24 + hour)),
    expected: column(100),
    low: column(90),
    high: column(110),
  };
}

function walk(days: number, measuredAt: (hour: number) => number) {
  const state = initialForecastMissState();
  for (let day = 0; day < days; day += 1) addForecastDay(state, dayOf(day, measuredAt));
  return state.misses;
}

describe('forecast misses', () => {
  it('tell from when to when demand was outside, and by how much', () => {
    const misses = walk(4, (hour) => (hour >= 40 && hour < 60 ? 130 : 100));
    expect(misses).toMatchObject([
      {
        number: 1,
        direction: 'above',
        startAt: 40 * hourMs,
        alarmAt: 2 * dayMs,
        endAt: 60 * hourMs,
        meanM3PerHour: 30,
      },
    ]);
  });

  it('are one when demand comes back for less than six hours', () => {
    const twice = (gap: number) => (hour: number) =>
      (hour >= 10 && hour < 20) || (hour >= 20 + gap && hour < 40) ? 130 : 100;
    expect(walk(3, twice(5))).toMatchObject([{ startAt: 10 * hourMs, endAt: 40 * hourMs }]);
    expect(walk(3, twice(6))).toMatchObject([
      { startAt: 10 * hourMs, endAt: 20 * hourMs },
      { startAt: 26 * hourMs, endAt: 40 * hourMs },
    ]);
    const turned = (hour: number) => (hour < 10 ? 130 : hour < 20 ? 70 : 100);
    expect(walk(2, turned)).toMatchObject([
      { direction: 'above', endAt: 10 * hourMs },
      { direction: 'below', startAt: 10 * hourMs, endAt: 20 * hourMs },
    ]);
  });

  it('need six hours in a row on one side', () => {
    expect(walk(2, (hour) => (hour % 6 === 0 ? 100 : 130))).toEqual([]);
    expect(walk(2, (hour) => (hour % 10 < 5 ? 70 : 130))).toEqual([]);
    expect(walk(2, (hour) => (hour < 6 ? 70 : 100))).toMatchObject([{ direction: 'below' }]);
  });

  it('pass over hours without a reading, days without an interval, and days that come again', () => {
    const gappy = (hour: number) =>
      hour >= 10 && hour < 20 ? (hour % 2 === 0 ? Number.NaN : 130) : 100;
    expect(walk(1, gappy)).toEqual([]);
    const state = initialForecastMissState();
    const unknown = new Float64Array(24).fill(Number.NaN);
    addForecastDay(state, { ...dayOf(0, () => 300), low: unknown, high: unknown });
    const day = dayOf(1, () => 300);
    addForecastDay(state, day);
    addForecastDay(state, day);
    expect(state.misses).toMatchObject([{ startAt: dayMs, endAt: null }]);
    expect(state.run?.hours).toBe(24);
  });
});

describe('scoreForecast', () => {
  it('gives the mean and the greatest error of day 1 and the mean error of the rest', () => {
    const expected = new Float64Array(168).fill(10);
    const measured = Float64Array.from(expected, (value, hour) => value + (hour < 24 ? hour : -2));
    expect(scoreForecast(measured, expected)).toEqual({
      meanErrorDay1: 11.5,
      greatestErrorDay1: 23,
      meanErrorDays2To7: 2,
    });
    expect(scoreForecast(new Float64Array(168).fill(Number.NaN), expected)).toEqual({
      meanErrorDay1: null,
      greatestErrorDay1: null,
      meanErrorDays2To7: null,
    });
  });
});
