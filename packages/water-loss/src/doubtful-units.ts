import { metresPerKilopascal, metresPerPsi, m3PerUsGallon } from './unit-conversion.ts';
import type { PressureM, VolumeM3 } from './units.ts';
import { pressureM, volumeM3 } from './units.ts';

/** A figure that looks as if it came in another unit, and what it would be if so. */
export type DoubtfulPressure = {
  readonly likelyUnit: 'bar' | 'kPa' | 'psi';
  readonly convertedM: PressureM;
};

// Supply zones run at 10 to 100 m; what lies outside may be so, and is asked about.
const leastUsualM = 10;
const mostUsualM = 120;

/**
 * Whether an average zone pressure said to be in metres looks like bar, psi or kPa: below 10 m it
 * may be bar, above 120 m psi, above 200 m kPa. Null where metres are plausible, and at or below 0.
 */
export function doubtfulPressure(pressure: PressureM): DoubtfulPressure | null {
  if (pressure <= 0 || (pressure >= leastUsualM && pressure <= mostUsualM)) return null;
  if (pressure < leastUsualM) {
    return { likelyUnit: 'bar', convertedM: pressureM(pressure * 100 * metresPerKilopascal) };
  }
  return pressure <= 200
    ? { likelyUnit: 'psi', convertedM: pressureM(pressure * metresPerPsi) }
    : { likelyUnit: 'kPa', convertedM: pressureM(pressure * metresPerKilopascal) };
}

export type DoubtfulConsumption = {
  readonly likelyUnit: 'L' | 'US gallons' | 'ft³' | 'thousand m³';
  readonly convertedM3: VolumeM3;
};

const volumeUnits = [
  { likelyUnit: 'L', factor: 0.001 },
  { likelyUnit: 'US gallons', factor: m3PerUsGallon },
  { likelyUnit: 'ft³', factor: 0.028316846592 },
  { likelyUnit: 'thousand m³', factor: 1000 },
] as const;

// Bills of published audits lie between a fifth of the supply and a little more than all of it;
// a factor of 5 beyond that is no leak and no meter error.
const leastUsualShare = 0.02;
const mostUsualShare = 5;
const typicalShare = 0.75;

/**
 * Whether billed consumption said to be in m³ looks like another unit beside the water supplied in
 * the same period: more than 5 times of it or less than 0.02. The unit that brings it nearest to
 * three quarters of the supply is named. Null where m³ are plausible or either is not above 0.
 */
export function doubtfulConsumption(
  billed: VolumeM3,
  supplied: VolumeM3,
): DoubtfulConsumption | null {
  if (billed <= 0 || supplied <= 0) return null;
  const share = billed / supplied;
  if (share >= leastUsualShare && share <= mostUsualShare) return null;
  const distance = (factor: number) => Math.abs(Math.log((share * factor) / typicalShare));
  const nearest = volumeUnits.reduce((best, each) =>
    distance(each.factor) < distance(best.factor) ? each : best,
  );
  return { likelyUnit: nearest.likelyUnit, convertedM3: volumeM3(billed * nearest.factor) };
}
