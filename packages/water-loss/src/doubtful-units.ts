import {
  convertPressure,
  metresPerKilopascal,
  metresPerPsi,
  m3PerUsGallon,
} from './unit-conversion.ts';
import type { PressureM, VolumeM3 } from './units.ts';
import { pressureM, volumeM3 } from './units.ts';

/** Units that gauges and registers show. */
export type GaugeUnit = 'm' | 'bar' | 'kPa' | 'psi';

/** A figure that looks as if it came in another unit, and what it would be if so. */
export type DoubtfulPressure = {
  readonly likelyUnit: GaugeUnit;
  readonly convertedM: PressureM;
};

// Supply zones run at 10 to 100 m; what lies outside may be so, and is asked about.
const leastUsualM = 10;
const mostUsualM = 120;
const isUsual = (metres: number) => metres >= leastUsualM && metres <= mostUsualM;

/**
 * Whether an average zone pressure looks as if it came in another unit. Said to be in metres: below
 * 10 m it may be bar, above 120 m psi, above 200 m kPa. Said to be in another unit: the first of
 * metres, bar, psi and kPa in which the same number is usual. Null where the pressure is plausible or
 * no unit makes it so, and at or below 0.
 */
export function doubtfulPressure(
  pressure: PressureM,
  saidUnit: GaugeUnit = 'm',
): DoubtfulPressure | null {
  if (pressure <= 0 || isUsual(pressure)) return null;
  if (saidUnit !== 'm') return inAnotherUnit(pressure / convertPressure(1, saidUnit), saidUnit);
  if (pressure < leastUsualM) {
    return { likelyUnit: 'bar', convertedM: pressureM(pressure * 100 * metresPerKilopascal) };
  }
  return pressure <= 200
    ? { likelyUnit: 'psi', convertedM: pressureM(pressure * metresPerPsi) }
    : { likelyUnit: 'kPa', convertedM: pressureM(pressure * metresPerKilopascal) };
}

function inAnotherUnit(number: number, saidUnit: GaugeUnit): DoubtfulPressure | null {
  for (const likelyUnit of ['m', 'bar', 'psi', 'kPa'] as const) {
    const convertedM = convertPressure(number, likelyUnit);
    if (likelyUnit !== saidUnit && isUsual(convertedM)) return { likelyUnit, convertedM };
  }
  return null;
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
