import { nightDayFactor, pressureColumn, pressureM } from '@waris/water-loss';

export type NightDayFactor = {
  readonly hours: number;
  /** False where pressures are missing and every hour is taken to leak like the night's. */
  readonly measured: boolean;
};

/** Mean pressure, m, of each local hour of day over a period; NaN where none was read. */
export type HourlyPressures = Float64Array;

const nightHours = [2, 3] as const;

/** Mean pressure of the night, m; null where a night hour has none. */
export function nightPressureOf(pressures: HourlyPressures | undefined): number | null {
  const night = nightHours.map((hour) => pressures?.[hour] ?? Number.NaN);
  const mean = night.reduce((sum, each) => sum + each, 0) / night.length;
  return Number.isNaN(mean) ? null : mean;
}

/** From the mean pressures of all 24 hours against those of 02:00–04:00; else a flat 24. */
export function nightDayFactorOf(
  pressures: HourlyPressures | undefined,
  leakageExponent: number,
): NightDayFactor {
  const nightMean = nightPressureOf(pressures);
  if (pressures === undefined || nightMean === null) return { hours: 24, measured: false };
  const hours = nightDayFactor(pressureColumn(pressures), pressureM(nightMean), leakageExponent);
  return hours === null ? { hours: 24, measured: false } : { hours, measured: true };
}
