import type { FlowColumn } from './columns.ts';
import { countPresent } from './columns.ts';
import type { FlowM3PerHour } from './units.ts';
import { flowM3PerHour } from './units.ts';

function checkWindow(windowSize: number): void {
  if (!Number.isInteger(windowSize) || windowSize < 1) {
    throw new RangeError(`A window must be a whole number of samples from 1 up: ${windowSize}.`);
  }
}

// Summed afresh for each window: a running sum would carry rounding from peak to night.
function meanAt(flows: FlowColumn, from: number, to: number): number | null {
  let sum = 0;
  for (let i = from; i < to; i += 1) {
    const flow = flows[i];
    if (flow === undefined || flow === null) return null;
    sum += flow;
  }
  return to > from ? sum / (to - from) : null;
}

function leastMean(flows: FlowColumn, windowSize: number): FlowM3PerHour | null {
  let least: number | null = null;
  for (let from = 0; from + windowSize <= flows.length; from += 1) {
    const mean = meanAt(flows, from, from + windowSize);
    if (mean !== null && (least === null || mean < least)) least = mean;
  }
  return least === null ? null : flowM3PerHour(least);
}

/**
 * The smallest moving mean of `windowSize` consecutive night samples, m³/h.
 * Null when a sample is missing, since a gap would read as low leakage, and for a night
 * shorter than the window. Throws a RangeError on a bad window size.
 */
export function minimumNightFlow(night: FlowColumn, windowSize: number): FlowM3PerHour | null {
  checkWindow(windowSize);
  return night.includes(null) ? null : leastMean(night, windowSize);
}

// A day may lack 4 of its 96 quarter-hours.
const neededSamples = 92;
const samplesOfADay = 96;

/**
 * The smallest moving mean over one local day, m³/h, as i2O has it: 4 quarter-hours, undefined
 * below 92 of 96 readings. `expectedSamples` is what a full day would hold (92 or 100 when clocks
 * change), so that a short column counts as gaps; windows with a gap in them are passed over.
 */
export function leastMovingMean(
  day: FlowColumn,
  windowSize = 4,
  expectedSamples = samplesOfADay,
): FlowM3PerHour | null {
  checkWindow(windowSize);
  // Multiplied out, so that no rounding of 92/96 decides.
  if (countPresent(day) * samplesOfADay < neededSamples * expectedSamples) return null;
  return leastMean(day, windowSize);
}

/**
 * The samples of a local day from one hour to another, half-open; by default 02:00 to 04:00.
 * `day` starts at local midnight; on a day when clocks change the caller cuts by instants.
 * Throws a RangeError unless 0 ≤ from < to ≤ 24 and the interval is above 0.
 */
export function nightWindow(
  day: FlowColumn,
  intervalSeconds: number,
  fromHour = 2,
  toHour = 4,
): FlowColumn {
  if (!(fromHour >= 0 && fromHour < toHour && toHour <= 24)) {
    throw new RangeError(`Not a window of a day: ${fromHour} to ${toHour} h.`);
  }
  if (!(intervalSeconds > 0))
    throw new RangeError(`Interval must be above 0 s: ${intervalSeconds}.`);
  return day.slice(
    Math.ceil((fromHour * 3600) / intervalSeconds),
    Math.ceil((toHour * 3600) / intervalSeconds),
  );
}

/** The mean of all night samples, m³/h. Null when one is missing, or for an empty night. */
export function meanNightFlow(night: FlowColumn): FlowM3PerHour | null {
  const mean = meanAt(night, 0, night.length);
  return mean === null ? null : flowM3PerHour(mean);
}
