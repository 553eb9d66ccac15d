/** Net inflow, m³/h, on a regular grid of UTC; NaN where a bucket is missing. */
export type FlowGrid = {
  readonly startMs: number;
  readonly stepSeconds: number;
  readonly values: Float64Array;
};

/** Every time zone in use starts its days on this grid of UTC. */
export const quarterHourSeconds = 900;
const coarserSteps = [1800, 3600] as const;

/**
 * The interval at which readings come: quarter-hours unless no half-hour, or no hour, holds more
 * than one. Never coarser than an hour, which is the window of night flow.
 */
export function intervalOf(grid: FlowGrid): number {
  const most = mostPresentInHour(grid);
  if (most > 2) return quarterHourSeconds;
  return most === 2 ? coarserSteps[0] : coarserSteps[1];
}

function mostPresentInHour({ startMs, stepSeconds, values }: FlowGrid): number {
  const perHour = 3600 / stepSeconds;
  const shift = Math.floor(startMs / 1000 / stepSeconds) % perHour;
  let most = 0;
  let present = 0;
  for (const [index, value] of values.entries()) {
    if ((index + shift) % perHour === 0) present = 0;
    if (!Number.isNaN(value)) present += 1;
    most = Math.max(most, present);
  }
  return most;
}

/** Means of what is present in the steps of a slice, which starts on a coarse step. */
export function coarsened(values: Float64Array, perStep: number): Float64Array {
  if (perStep === 1) return values;
  const means = new Float64Array(Math.ceil(values.length / perStep));
  for (const index of means.keys()) {
    let sum = 0;
    let present = 0;
    for (const value of values.subarray(index * perStep, (index + 1) * perStep)) {
      if (Number.isNaN(value)) continue;
      sum += value;
      present += 1;
    }
    means[index] = present === 0 ? Number.NaN : sum / present;
  }
  return means;
}

/** The values from one instant to another; NaN beyond the ends of the grid. */
export function sliceOf(grid: FlowGrid, fromMs: number, toMs: number): Float64Array {
  const stepMs = grid.stepSeconds * 1000;
  const first = Math.round((fromMs - grid.startMs) / stepMs);
  const values = new Float64Array(Math.round((toMs - fromMs) / stepMs));
  for (const index of values.keys()) {
    values[index] = grid.values[first + index] ?? Number.NaN;
  }
  return values;
}
