import type { NetworkExtent, UarlFormula } from './uarl.ts';
import { unavoidableAnnualRealLosses } from './uarl.ts';
import { lengthKm } from './units.ts';

/** 95 % margins of what a UARL is computed from, as shares. */
export type ExtentMargins = {
  readonly mainsLength: number;
  readonly connections: number;
  readonly privatePipeLength: number;
  readonly averagePressure: number;
};

/**
 * The 95 % margin of a UARL as a share of it: the terms of mains, connections and private pipe are
 * independent and add, pressure multiplies them. 0 for a UARL of 0.
 */
export function uarlMargin95Ratio(
  network: NetworkExtent,
  margins: ExtentMargins,
  formula: UarlFormula = 'iwa-metric',
): number {
  const nothing = { mainsLengthKm: lengthKm(0), connections: 0, privatePipeLengthKm: lengthKm(0) };
  const termOf = (extent: Partial<NetworkExtent>) =>
    unavoidableAnnualRealLosses(
      { ...nothing, averagePressureM: network.averagePressureM, ...extent },
      formula,
    ).uarlM3PerDay;
  const whole = termOf(network);
  if (whole === 0) return 0;
  const ofTerms = Math.hypot(
    termOf({ mainsLengthKm: network.mainsLengthKm }) * margins.mainsLength,
    termOf({ connections: network.connections }) * margins.connections,
    termOf({ privatePipeLengthKm: network.privatePipeLengthKm }) * margins.privatePipeLength,
  );
  return Math.hypot(ofTerms / whole, margins.averagePressure);
}
