import type { ReadingQuantity } from '../quantity.ts';
import { factorOf } from '../reading-unit.ts';

/** The units that readings come in, those that are met most first. */
const units = {
  FLOW: ['m3/h', 'L/s', 'm3/d', 'L/min', 'L/h', 'm3/s', 'ML/d', 'GPM', 'MGD', 'ft3/s'],
  PRESSURE: ['m', 'bar', 'kPa', 'mbar', 'MPa', 'psi', 'kgf/cm2', 'ft'],
  REGISTER: ['m3', 'L', 'kL', 'ML', 'GAL', 'FT3'],
} as const;

/** Factors from those units to the stored one. */
export const factorsOf: Readonly<Record<ReadingQuantity, readonly number[]>> = {
  FLOW: factors('FLOW'),
  PRESSURE: factors('PRESSURE'),
  REGISTER: factors('REGISTER'),
};

function factors(quantity: ReadingQuantity): readonly number[] {
  return units[quantity].flatMap((unit) => factorOf(quantity, unit) ?? []);
}
