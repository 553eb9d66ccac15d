import type { VolumeM3 } from './units.ts';
import { volumeM3 } from './units.ts';

// A power of two: sums and differences of its multiples are exact, in any order.
const stepsPerM3 = 2 ** 24;

/** Below this total, m³, sums of exact volumes are exact; beyond it they round like any others. */
export const exactUpToM3 = 2 ** 53 / stepsPerM3;

/**
 * The volume on a grid of 2⁻²⁴ m³ (0.06 mL), so that DMAs add up to branches and branches to
 * regions to the last digit whatever the order. Far finer than any meter.
 */
export function exactVolume(value: number): VolumeM3 {
  return volumeM3(Math.round(value * stepsPerM3) / stepsPerM3);
}

const stepsPerAmount = 2 ** 16;

/** An amount of money on a grid of 2⁻¹⁶, for the same reason; exact up to 10¹¹. */
export function exactAmount(value: number): number {
  return Math.round(value * stepsPerAmount) / stepsPerAmount;
}
