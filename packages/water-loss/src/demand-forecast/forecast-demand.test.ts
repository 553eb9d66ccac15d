import { forecastByBaseline } from './baselines.ts';
import { calendar, demandOf, withInflow } from './demand-forecast.testkit.ts';
import { demandForecaster, forecastDemand, type DemandForecast } from './forecast-demand.ts';

const days = 126;
const origin = 24 * (days - 14);
const series = demandOf(days);
const forecast = demandForecaster(series)(origin);

function columnsOf({ expected, interval80, interval95 }: DemandForecast) {
  return [interval95.low, interval80.low, expected, interval80.high, interval95.high];
}

function expectAlike(a: DemandForecast, b: DemandForecast, scale: number, shift: number): void {
  for (const [index, column] of columnsOf(a).entries()) {
    const other = columnsOf(b)[index] ?? new Float64Array(0);
    const worst = Math.max(
      ...column.map((v, hour) => Math.abs(v * scale + shift - (other[hour] ?? 0))),
    );
    expect(worst).toBeLessThan(0.05 * scale);
  }
}

function meanAbsoluteError(expected: Float64Array): number {
  const errors = expected.map((value, hour) =>
    Math.abs(value - (series.inflow[origin + hour] ?? 0)),
  );
  return errors.reduce((sum, error) => sum + error, 0) / errors.length;
}

describe('demandForecaster', () => {
  it('comes closer than the median of eight weeks', () => {
    const baseline = forecastByBaseline(series, origin, 'median-of-8-weeks');
    expect(meanAbsoluteError(forecast.expected)).toBeLessThan(0.8 * meanAbsoluteError(baseline));
  });

  it('does not look ahead: another future gives the same forecast to the last bit', () => {
    const changed = withInflow(series, (value, index) => (index < origin ? value : 1_000 - value));
    expect(demandForecaster(changed)(origin)).toEqual(forecast);
    const cut = { ...series, inflow: series.inflow.slice(0, origin) };
    expect(forecastDemand(cut)).toEqual(forecast);
  });

  it('forgets nothing and mixes nothing up when asked for other origins before', () => {
    const forecaster = demandForecaster(series);
    forecaster(origin + 168);
    expect(forecaster(origin)).toEqual(forecast);
  });

  it('nests its intervals around the forecast', () => {
    const [low95, low80, expected, high80, high95] = columnsOf(forecast);
    for (let hour = 0; hour < 168; hour += 1) {
      const order = [low95, low80, expected, high80, high95].map((c) => c?.[hour] ?? Number.NaN);
      expect(order).toEqual([...order].sort((a, b) => a - b));
      expect(order.some(Number.isNaN)).toBe(false);
    }
  });

  it('scales with its series and moves with it', () => {
    const scaled = demandForecaster(withInflow(series, (value) => value * 3.7))(origin);
    const moved = demandForecaster(withInflow(series, (value) => value - 64))(origin);
    expectAlike(forecast, scaled, 3.7, 0);
    expectAlike(forecast, moved, 1, -64);
  });

  it('takes a holiday for a Sunday', () => {
    const holiday = { ...series, holiday: Uint8Array.from(series.weekday, () => 0) };
    holiday.holiday.fill(1, origin + 48, origin + 72);
    const withHoliday = demandForecaster(holiday)(origin);
    const plain = demandForecaster({ ...series, holiday: new Uint8Array(24 * (days + 7)) })(origin);
    const morning = 48 + 8;
    const drop = (plain.expected[morning] ?? 0) - (withHoliday.expected[morning] ?? 0);
    expect(drop).toBeGreaterThan(2);
  });

  it('uses weather of the days ahead only when it is given', () => {
    const temperatureC = Float64Array.from(
      series.hourOfDay,
      (_, hour) => 15 + 10 * Math.sin(hour / 400),
    );
    const known = demandForecaster({ ...series, temperatureC })(origin);
    const unknown = {
      ...series,
      temperatureC: temperatureC.map((t, i) => (i < origin ? t : Number.NaN)),
    };
    expect(known.usesWeather).toBe(true);
    expect(demandForecaster(unknown)(origin)).toEqual(forecast);
  });
});

describe('series that tell little', () => {
  it('forecasts a constant as itself, with intervals of no width', () => {
    const constant = demandForecaster(withInflow(series, () => 7.25))(origin);
    for (const column of columnsOf(constant)) {
      for (const value of column) expect(value).toBeCloseTo(7.25, 9);
    }
  });

  it('bears gaps: a tenth of the hours, a whole day, the last three days', () => {
    const holes = withInflow(series, (value, index) => {
      const isHole = index % 10 === 3 || Math.floor(index / 24) === 100 || index >= origin - 72;
      return isHole ? Number.NaN : value;
    });
    const { expected } = demandForecaster(holes)(origin);
    expect(expected.every(Number.isFinite)).toBe(true);
    expect(meanAbsoluteError(expected)).toBeLessThan(2 * meanAbsoluteError(forecast.expected));
  });

  it('falls back to the usual demand on two weeks, and knows no interval yet', () => {
    const short = demandOf(14);
    const { expected, interval80 } = forecastDemand(short);
    expect(expected.every(Number.isFinite)).toBe(true);
    expect(interval80.low.subarray(0, 24).every(Number.isNaN)).toBe(true);
  });

  it('says NaN where nothing was ever measured', () => {
    const empty = withInflow(series, () => Number.NaN);
    expect(demandForecaster(empty)(origin).expected.every(Number.isNaN)).toBe(true);
    const none = { ...series, inflow: new Float64Array(0) };
    expect(forecastDemand(none).expected.every(Number.isNaN)).toBe(true);
  });

  it('refuses an origin whose week has no calendar', () => {
    expect(() => demandForecaster(demandOf(40))(24 * 40 + 1)).toThrow(RangeError);
    const { inflow, weekday } = demandOf(40);
    const short = { inflow, hourOfDay: calendar(47).hourOfDay.subarray(0, -30), weekday };
    expect(() => forecastDemand(short)).toThrow('30 hours too early');
  });
});
