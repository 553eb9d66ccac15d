import { forecastAll, intervalModel } from './forecast-all.ts';
import { planTasks, type ForecastGround } from './forecast-tasks.ts';
import { nothingTold, type WeatherHour } from './outlook.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
// A Monday.
const firstMs = Date.parse('2024-01-01T00:00:00Z');
const days = 700;

// A fixed sequence that looks like noise, so that every run sees the same.
function wobble(index: number): number {
  const x = Math.sin(index * 12.9898) * 43_758.5453;
  return x - Math.floor(x) - 0.5;
}

const values = Float64Array.from({ length: days * 24 }, (_, hour) => {
  const day = Math.floor(hour / 24);
  const isHole = day > 90 && day < 110;
  return isHole ? Number.NaN : 60 + 20 * Math.sin(hour / 4) + 3 * wobble(day) + wobble(hour);
});

function groundFrom(day: number, weather: readonly WeatherHour[] = []): ForecastGround {
  const grid = {
    startMs: firstMs + day * dayMs,
    stepSeconds: 3600,
    values: values.subarray(day * 24),
  };
  return { grid, outlook: { ...nothingTold, weather }, timeZone: 'UTC', revision: 7 };
}

const atDay = (day: number) => firstMs + day * dayMs;

/** The champion's forecasts by the day that they begin on. */
function forecastsOf(ground: ForecastGround, forecastDays: readonly number[]) {
  const found = planTasks(ground, forecastDays.map(atDay)).flatMap(({ task, wanted }) => {
    const answers = forecastAll(task);
    return wanted.map(
      ({ originMs }, index) =>
        [(originMs - firstMs) / dayMs, answers[index]?.get(intervalModel)] as const,
    );
  });
  return new Map(found);
}

describe('planTasks', () => {
  it('lets forecasts of many weeks be those of each week alone, to the last bit', () => {
    const weeks = [21, 28, 140, 301, 644];
    const together = forecastsOf(groundFrom(0), weeks);
    expect([...together.keys()]).toEqual(weeks);
    for (const week of weeks) {
      expect(forecastsOf(groundFrom(0), [week]).get(week)).toEqual(together.get(week));
    }
    // What lies further back than a forecast looks need not be read.
    expect(forecastsOf(groundFrom(60), [644]).get(644)).toEqual(together.get(644));
  }, 60_000);

  it('leaves out what has less than two weeks behind it', () => {
    expect(planTasks(groundFrom(0), [atDay(7), atDay(13)])).toEqual([]);
    const [planned] = planTasks(groundFrom(0), [atDay(7), atDay(14)]);
    expect(planned?.wanted.map(({ originMs }) => originMs)).toEqual([atDay(14)]);
    expect(planned?.task.origins).toMatchObject([{ date: firstMs / dayMs + 14 }]);
    expect(planTasks(groundFrom(0), [])).toEqual([]);
  });

  it('gives origins with weather ahead a series of their own, with what was known by then', () => {
    const weather = Array.from({ length: 168 }, (_, hour) => ({
      hourMs: atDay(28) + hour * hourMs,
      knownMs: atDay(28),
      temperatureC: 30,
      rainMm: null,
    }));
    const planned = planTasks(groundFrom(0, weather), [atDay(21), atDay(28), atDay(35)]);
    const starts = planned.map(({ wanted }) =>
      wanted.map(({ originMs }) => (originMs - firstMs) / dayMs),
    );
    expect(starts).toEqual([[21, 35], [28]]);
    const [plain, warm] = planned;
    expect(plain?.task.series.temperatureC).toBeUndefined();
    expect(warm?.task.series.temperatureC?.filter((value) => value === 30)).toHaveLength(168);
    expect(warm?.wanted[0]?.inputs.usesWeather).toBe(true);
    expect(plain?.wanted[0]?.inputs.usesWeather).toBe(false);
  });
});
