import { demandHistoryHours } from '@waris/water-loss';
import { demandBefore, historyHoursAt, historyMs, hoursOf } from './demand-hours.ts';
import { beginForecastRun } from './forecast-run.ts';
import { forecastId, toContent, truthOf } from './stated-forecasts.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

const gridFrom = (
  from: string,
  hours: number,
  valueAt: (hour: number) => number = (hour) => hour,
) => ({
  startMs: Date.parse(from),
  stepSeconds: 3600,
  values: Float64Array.from({ length: hours }, (_, hour) => valueAt(hour)),
});

describe('demandBefore', () => {
  it('ends at the origin and carries the calendar of the week after it', () => {
    // Thursday, 1 January 2026 begins at 17:00 UTC of the day before in Bangkok.
    const grid = gridFrom('2025-12-31T17:00:00Z', 60 * 24);
    const origin = Date.parse('2025-12-31T17:00:00Z') + 30 * dayMs;
    const series = demandBefore(grid, origin, 'Asia/Bangkok');
    expect(series.inflow.slice(-2)).toEqual(Float64Array.of(30 * 24 - 2, 30 * 24 - 1));
    // The day in which the history begins is there as a whole.
    expect(series.inflow.length).toBeGreaterThanOrEqual(demandHistoryHours);
    expect(series.inflow.length).toBeLessThan(demandHistoryHours + 48);
    const firstHour = series.inflow.findIndex((value) => !Number.isNaN(value));
    expect(series.hourOfDay[firstHour]).toBe(0);
    expect(series.weekday[firstHour]).toBe(3);
    expect(series.hourOfDay.length).toBeGreaterThanOrEqual(series.inflow.length + 168);
  });

  it('is the same however much of the past was read', () => {
    const whole = gridFrom('2024-01-01T00:00:00Z', 800 * 24, (hour) =>
      hour < 300 * 24 || hour % 50 === 0 ? Number.NaN : hour,
    );
    const origin = whole.startMs + 750 * dayMs;
    const skipped = 120;
    const part = {
      ...whole,
      startMs: whole.startMs + skipped * dayMs,
      values: whole.values.slice(skipped * 24),
    };
    expect(origin - historyMs).toBeGreaterThan(part.startMs);
    expect(demandBefore(part, origin, 'UTC')).toEqual(demandBefore(whole, origin, 'UTC'));
  });

  it('bears clocks that change: a day of 23 and one of 25 hours', () => {
    const grid = gridFrom('2025-10-01T22:00:00Z', 60 * 24);
    const origin = Date.parse('2025-11-09T23:00:00Z');
    const series = demandBefore(grid, origin, 'Europe/Rome');
    const twos = Array.from(series.hourOfDay).filter((hour) => hour === 2);
    const days = Math.round(series.hourOfDay.length / 24);
    expect(twos).toHaveLength(days + 1);
  });

  it('has a history from its first reading on, and none before two weeks are known', () => {
    const grid = gridFrom('2026-01-01T05:00:00Z', 900 * 24);
    const historyAfter = (days: number) => {
      const series = demandBefore(grid, Date.parse('2026-01-01T00:00:00Z') + days * dayMs, 'UTC');
      return historyHoursAt(series, series.inflow.length);
    };
    expect(historyAfter(14)).toBe(0);
    expect(historyAfter(15)).toBe(15 * 24 - 5);
    expect(historyAfter(850)).toBe(demandHistoryHours);
    const empty = gridFrom('2026-01-01T00:00:00Z', 480, () => Number.NaN);
    const nothing = demandBefore(empty, empty.startMs + 20 * dayMs, 'UTC');
    expect(historyHoursAt(nothing, nothing.inflow.length)).toBe(0);
  });
});

describe('a kept forecast', () => {
  const origin = Date.parse('2026-01-05T00:00:00Z');
  const column = (value: number) => new Float64Array(168).fill(value);
  const content = toContent(origin, {
    expected: column(100.123456),
    lower80: column(95),
    upper80: column(105),
    lower95: column(Number.NaN),
    upper95: column(110),
  });

  it('has five digits, gaps as null, and one id for what is said once', () => {
    expect(content.expected[0]).toBe(100.12);
    expect(content.lower95[0]).toBeNull();
    expect(forecastId('dma', 'a', origin)).toBe(forecastId('dma', 'a', origin));
    expect(forecastId('dma', 'a', origin)).not.toBe(forecastId('dma', 'b', origin));
  });

  it('is scored against the hours from its start, and those beyond the grid are not known', () => {
    const grid = gridFrom('2026-01-04T00:00:00Z', 48, () => 103.12);
    expect(truthOf(content, grid)).toEqual({
      meanErrorDay1: expect.closeTo(3, 9),
      greatestErrorDay1: expect.closeTo(3, 9),
      meanErrorDays2To7: null,
    });
    expect(hoursOf(grid, origin - 2 * dayMs, origin - dayMs).every(Number.isNaN)).toBe(true);
  });

  it('tells of a miss on the right day only, also after its state went through JSON', () => {
    const low = { ...content, lower95: content.expected.map(() => 90) };
    const grid = gridFrom('2026-01-05T00:00:00Z', 72, (hour) =>
      hour >= 24 && hour < 40 ? 130 : 100,
    );
    let state: unknown = null;
    for (const day of [0, 1, 2]) {
      const run = beginForecastRun(state);
      if (day === 0) run.beginWeek(low);
      const startMs = origin + day * dayMs;
      const date = new Date(startMs).toISOString().slice(0, 10);
      run.addDay({ date, startMs, endMs: startMs + dayMs, offsetMs: 0 }, grid);
      state = JSON.parse(JSON.stringify(run.state()));
    }
    const drafts = beginForecastRun(state)
      .events()
      .map(({ draft }) => draft);
    expect(drafts).toMatchObject([
      { kind: 'forecast miss', startMs: origin + dayMs, endMs: origin + 40 * hourMs },
    ]);
  });
});
