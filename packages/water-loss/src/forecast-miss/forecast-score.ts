/** How a week's forecast fared, in the unit of the inflow; null where nothing was measured. */
export type ForecastScore = {
  /** PI1: mean absolute error of the first 24 hours. */
  readonly meanErrorDay1: number | null;
  /** PI2: greatest absolute error of the first 24 hours. */
  readonly greatestErrorDay1: number | null;
  /** PI3: mean absolute error of hours 25 to 168. */
  readonly meanErrorDays2To7: number | null;
};

/** The three indicators of the Battle of Water Demand Forecasting; hours without a reading are left out. */
export function scoreForecast(
  measured: ArrayLike<number>,
  expected: ArrayLike<number>,
): ForecastScore {
  const errors = Array.from(measured, (value, hour) =>
    Math.abs(value - (expected[hour] ?? Number.NaN)),
  );
  const known = (from: number, to: number) =>
    errors.slice(from, to).filter((error) => !Number.isNaN(error));
  const day1 = known(0, 24);
  return {
    meanErrorDay1: meanOf(day1),
    greatestErrorDay1: day1.length === 0 ? null : Math.max(...day1),
    meanErrorDays2To7: meanOf(known(24, 168)),
  };
}

function meanOf(values: readonly number[]): number | null {
  return values.length === 0 ? null : values.reduce((sum, each) => sum + each, 0) / values.length;
}
