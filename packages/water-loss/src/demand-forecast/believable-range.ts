import type { DemandSeries } from './demand-series.ts';

const days = 56;
/** Beyond what was measured by this share of its range: a new season, not a line gone astray. */
const slack = 0.1;

/**
 * Holds a forecast within what the eight weeks before its origin measured, and a little more. A
 * regression that met a leak and its repair for the first time may point anywhere else.
 */
export function keepBelievable(
  { inflow }: DemandSeries,
  origin: number,
  expected: Float64Array,
): Float64Array {
  let least = Number.POSITIVE_INFINITY;
  let most = Number.NEGATIVE_INFINITY;
  for (const value of inflow.subarray(Math.max(0, origin - 24 * days), Math.max(0, origin))) {
    if (value < least) least = value;
    if (value > most) most = value;
  }
  if (least > most) return expected;
  const beyond = slack * (most - least);
  return expected.map((value) => Math.min(most + beyond, Math.max(least - beyond, value)));
}
