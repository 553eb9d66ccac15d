import { demandBefore, historyHoursAt } from './demand-hours.ts';
import { inputsOf } from './forecast-inputs.ts';
import { measuredUntil, nothingTold, weatherKnownAt, type WeatherHour } from './outlook.ts';
import { problemsWithWeather, weatherHoursOf, type WeatherInput } from './weather-input.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const start = Date.parse('2026-03-01T00:00:00Z');

const measured = (hour: number, temperatureC: number): WeatherHour => ({
  hourMs: start + hour * hourMs,
  knownMs: start + (hour + 1) * hourMs,
  temperatureC,
  rainMm: null,
});
const foretold = (hour: number, issuedHour: number, temperatureC: number): WeatherHour => ({
  ...measured(hour, temperatureC),
  knownMs: start + issuedHour * hourMs,
});

describe('weather known at an instant', () => {
  const weather = [
    foretold(2, -24, 20),
    foretold(2, 0, 22),
    foretold(3, 0, 23),
    foretold(3, 2, 24),
    measured(0, 30),
    measured(1, 31),
    measured(2, 32),
  ];
  const at = (hour: number) =>
    Array.from(
      weatherKnownAt(weather, start + hour * hourMs, { startMs: start, hours: 4 }).temperatureC,
    );

  it('is what was measured by then, and of later hours the forecast issued last', () => {
    expect(at(-1)).toEqual([Number.NaN, Number.NaN, 20, Number.NaN]);
    expect(at(1)).toEqual([30, Number.NaN, 22, 23]);
    expect(at(2)).toEqual([30, 31, 22, 24]);
    expect(at(9)).toEqual([30, 31, 32, 24]);
  });

  it('does not depend on the order of the hours', () => {
    const span = { startMs: start, hours: 4 };
    expect(weatherKnownAt(weather.toReversed(), start + 2 * hourMs, span)).toEqual(
      weatherKnownAt(weather, start + 2 * hourMs, span),
    );
  });

  it('was measured up to the last hour that was over', () => {
    expect(measuredUntil(weather, start + 2.5 * hourMs)).toBe(start + 2 * hourMs);
    expect(measuredUntil(weather, start)).toBeNull();
  });
});

describe('what a forecast has to go by', () => {
  const origin = start + 30 * dayMs;
  const grid = {
    startMs: start,
    stepSeconds: 3600,
    values: Float64Array.from({ length: 30 * 24 }, (_, hour) => hour % 24),
  };
  const at = { originMs: origin, timeZone: 'Asia/Bangkok', revision: 7 };

  it('is nothing but demand where nothing was told', () => {
    const series = demandBefore(grid, origin, at.timeZone);
    expect(series.temperatureC).toBeUndefined();
    const historyHours = historyHoursAt(series, series.inflow.length);
    expect(historyHours).toBe(30 * 24);
    expect(inputsOf(historyHours, nothingTold, at)).toEqual({
      dataRevision: 7,
      historyHours,
      knowsPublicHolidays: false,
      publicHolidays: [],
      weatherMeasuredUntil: null,
      weatherForecastHours: 0,
      usesWeather: false,
    });
  });

  it('names the holidays of its week and marks their hours by local time', () => {
    const holidays = new Set(['2026-03-05', '2026-04-06', '2026-04-13']);
    const outlook = { ...nothingTold, holidays, holidayYears: new Set([2026]) };
    const series = demandBefore(grid, origin, at.timeZone, outlook);
    const days = Array.from(series.holiday ?? []).filter((is) => is === 1).length / 24;
    // 5 March and 6 April; the 13th lies beyond the calendar of the week.
    expect(days).toBe(2);
    expect(inputsOf(30 * 24, outlook, at)).toMatchObject({
      knowsPublicHolidays: true,
      publicHolidays: ['2026-04-06'],
    });
  });

  it('is no weather of days ahead that was not issued before its start', () => {
    const ahead = Array.from({ length: 168 }, (_, hour) => 30 * 24 + hour);
    const weatherOf = (issuedHour: number) => [
      measured(30 * 24 - 1, 31),
      ...ahead.map((hour) => foretold(hour, issuedHour, 33)),
    ];
    const inputsFrom = (weather: readonly WeatherHour[]) => {
      const outlook = { ...nothingTold, weather };
      return inputsOf(30 * 24, outlook, at);
    };
    const weatherMeasuredUntil = new Date(origin).toISOString();
    expect(inputsFrom(weatherOf(30 * 24))).toMatchObject({
      weatherMeasuredUntil,
      weatherForecastHours: 168,
      usesWeather: true,
    });
    expect(inputsFrom(weatherOf(30 * 24 + 1))).toMatchObject({
      weatherMeasuredUntil,
      weatherForecastHours: 0,
      usesWeather: false,
    });
  });
});

describe('hours of weather that come in', () => {
  const now = new Date(start + 100 * hourMs);
  const input: WeatherInput = {
    startAt: new Date(start),
    issuedAt: null,
    temperatureC: Float64Array.of(20, Number.NaN, 22),
    rainMm: Float64Array.of(0, Number.NaN, Number.NaN),
  };

  it('are kept without the gaps, measured ones as known when they are over', () => {
    expect(problemsWithWeather(input, now)).toEqual([]);
    expect(weatherHoursOf(input)).toEqual([{ ...measured(0, 20), rainMm: 0 }, measured(2, 22)]);
    const issuedAt = new Date(start - hourMs);
    expect(weatherHoursOf({ ...input, issuedAt })[1]).toEqual(foretold(2, -1, 22));
  });

  it.each([
    [{ temperatureC: new Float64Array(0) }, 'temperatureCelsius', /1 to 8784 hours/u],
    [{ temperatureC: new Float64Array(8785) }, 'temperatureCelsius', /1 to 8784 hours/u],
    [{ rainMm: Float64Array.of(1) }, 'rainMm', /3 hours of temperature and 1 of rain/u],
    [{ temperatureC: Float64Array.of(20, 86, 22) }, 'temperatureCelsius', /86 °C in hour 1/u],
    [{ temperatureC: Float64Array.of(-31, 6, 22) }, 'temperatureCelsius', /in Celsius/u],
    [{ rainMm: Float64Array.of(0, 0, -1) }, 'rainMm', /-1 mm in hour 2/u],
    [{ startAt: new Date(start + 1) }, 'startAt', /on the hour/u],
    [{ startAt: new Date(start + 98 * hourMs) }, 'startAt', /not over/u],
    [{ issuedAt: new Date(start + 1) }, 'issuedAt', /before its hours/u],
    [
      { startAt: new Date(start + 200 * hourMs), issuedAt: new Date(start + 101 * hourMs) },
      'issuedAt',
      /not yet time/u,
    ],
  ] as const)('are refused where they cannot be: %#', (change, field, message) => {
    const problems = problemsWithWeather({ ...input, ...change }, now);
    expect(problems).toEqual([{ field, message: expect.stringMatching(message) }]);
  });
});
