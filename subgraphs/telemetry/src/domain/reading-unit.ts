import { convertFlow, convertPressure, convertVolume } from '@waris/water-loss';
import type { ReadingQuantity } from './quantity.ts';

/** Names of the graph for the units of `@waris/water-loss`. */
const unitNames = {
  M3_PER_HOUR: 'm3/h',
  M3_PER_DAY: 'm3/d',
  M3_PER_SECOND: 'm3/s',
  L_PER_SECOND: 'L/s',
  L_PER_MINUTE: 'L/min',
  L_PER_HOUR: 'L/h',
  ML_PER_DAY: 'ML/d',
  GPM: 'GPM',
  MGD: 'MGD',
  IMGD: 'IMGD',
  FT3_PER_SECOND: 'ft3/s',
  M: 'm',
  BAR: 'bar',
  MBAR: 'mbar',
  KPA: 'kPa',
  MPA: 'MPa',
  PSI: 'psi',
  KGF_PER_CM2: 'kgf/cm2',
  FT: 'ft',
  M3: 'm3',
  L: 'L',
  KL: 'kL',
  ML: 'ML',
  GAL: 'gal',
  FT3: 'ft3',
} as const;

export type ReadingUnit = keyof typeof unitNames;

const converters = { FLOW: convertFlow, PRESSURE: convertPressure, REGISTER: convertVolume };

/**
 * What a value in `unit` is multiplied by to be stored; null when it is no unit of the quantity.
 * Takes names of the graph (`L_PER_SECOND`) and the usual spellings (`L/s`).
 */
export function factorOf(quantity: ReadingQuantity, unit: string): number | null {
  const name = Object.hasOwn(unitNames, unit) ? unitNames[unit as ReadingUnit] : unit;
  try {
    return converters[quantity](1, name);
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}
