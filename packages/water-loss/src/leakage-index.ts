import type { FlowM3PerDay, PressureM, VolumeM3 } from './units.ts';
import { flowM3PerDay } from './units.ts';

/** Which country group the bands are for. There is no default: the choice must be shown. */
export type BandMatrix = 'high-income' | 'low-middle-income';

export type LeakageBand = 'A' | 'B' | 'C' | 'D';

export type BandedLeakage = {
  /** Null for a negative figure: a balance that does not close earns no band. */
  readonly band: LeakageBand | null;
  readonly matrix: BandMatrix;
};

type Limits = readonly [a: number, b: number, c: number];

const indexLimits: Readonly<Record<BandMatrix, Limits>> = {
  'high-income': [2, 4, 8],
  'low-middle-income': [4, 8, 16],
};

// The printed table runs in equal steps from 10 m (high income: 20 m) to 50 m: L/connection/day/m.
const litresPerMetreLimits: Readonly<Record<BandMatrix, Limits>> = {
  'high-income': [2.5, 5, 10],
  'low-middle-income': [5, 10, 20],
};

const leastTabulatedPressureM: Readonly<Record<BandMatrix, number>> = {
  'high-income': 20,
  'low-middle-income': 10,
};

/**
 * Current annual real losses as m³ per day: the real losses of a period over its days.
 * Negative losses stay negative. Throws unless the period is longer than 0 days.
 */
export function currentAnnualRealLosses(realLossesM3: VolumeM3, periodDays: number): FlowM3PerDay {
  if (!(periodDays > 0)) throw new RangeError(`A period must be longer than ${periodDays} days.`);
  return flowM3PerDay(realLossesM3 / periodDays);
}

/** ILI = CARL / UARL, dimensionless. Null where UARL is 0 (no network or no pressure). */
export function infrastructureLeakageIndex(
  carlM3PerDay: FlowM3PerDay,
  uarlM3PerDay: FlowM3PerDay,
): number | null {
  return uarlM3PerDay > 0 ? carlM3PerDay / uarlM3PerDay : null;
}

// A is below its limit and D above its own, as printed; a shared limit belongs to the worse band.
function bandWithin(value: number, [a, b, c]: Limits): LeakageBand | null {
  if (value < 0) return null;
  if (value < a) return 'A';
  if (value < b) return 'B';
  return value <= c ? 'C' : 'D';
}

/**
 * Band of an ILI in the World Bank Institute matrix: high income 2/4/8, low and middle income
 * 4/8/16. An ILI below 1 is in band A; throws a RangeError when it is not a finite number.
 */
export function leakageIndexBand(index: number, matrix: BandMatrix): BandedLeakage {
  if (!Number.isFinite(index)) throw new RangeError(`ILI must be a finite number, not ${index}.`);
  return { band: bandWithin(index, indexLimits[matrix]), matrix };
}

/**
 * Band of real losses in litres per connection and day at a pressure, by the same matrix:
 * at 10 m 50/100/200 (low and middle income), growing with pressure; half for high income.
 * `extrapolated` outside the printed 10–50 m (high income 20–50 m). Throws unless P > 0.
 */
export function lossPerConnectionBand(
  litresPerConnectionPerDay: number,
  averagePressureM: PressureM,
  matrix: BandMatrix,
): BandedLeakage & { readonly extrapolated: boolean } {
  if (!Number.isFinite(litresPerConnectionPerDay)) {
    throw new RangeError(`Losses must be a finite number, not ${litresPerConnectionPerDay}.`);
  }
  if (averagePressureM <= 0) {
    throw new RangeError(`Average pressure must be above 0 m: ${averagePressureM}.`);
  }
  const perMetre = litresPerConnectionPerDay / averagePressureM;
  return {
    band: bandWithin(perMetre, litresPerMetreLimits[matrix]),
    matrix,
    extrapolated: averagePressureM < leastTabulatedPressureM[matrix] || averagePressureM > 50,
  };
}
