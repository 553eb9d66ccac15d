import type { FlowColumn, RawColumn } from './columns.ts';
import { completenessOf, valueAt } from './columns.ts';
import type { FlowM3PerHour, VolumeM3 } from './units.ts';
import { flowM3PerHour, volumeM3 } from './units.ts';

/** A boundary meter of a DMA: flows in m³/h, +1 where it feeds the DMA and −1 where it leaves. */
export type BoundaryMeter = { readonly flowsM3PerHour: RawColumn; readonly sign: 1 | -1 };

/** A tank inside a DMA: levels in m at the start of each step, and after the last if known. */
export type Tank = { readonly levelsM: RawColumn; readonly areaM2: number };

function checkInterval(intervalSeconds: number): void {
  if (!Number.isFinite(intervalSeconds) || intervalSeconds <= 0) {
    throw new RangeError(`Interval must be above 0 s: ${intervalSeconds}.`);
  }
}

function checkColumns(length: number, meters: readonly BoundaryMeter[], tanks: readonly Tank[]) {
  if (meters.some((meter) => meter.flowsM3PerHour.length !== length)) {
    throw new RangeError('All meters must have the same number of samples.');
  }
  if (tanks.some(({ levelsM }) => levelsM.length !== length && levelsM.length !== length + 1)) {
    throw new RangeError('A tank must have as many levels as flows, or one more.');
  }
  if (tanks.some(({ areaM2 }) => !(areaM2 > 0 && Number.isFinite(areaM2)))) {
    throw new RangeError('A tank must have an area above 0 m².');
  }
}

// NaN stands for a gap while summing: it spreads by itself, at no cost per sample.
function addMeter(sums: Float64Array, { flowsM3PerHour, sign }: BoundaryMeter): void {
  for (let i = 0; i < sums.length; i += 1) {
    sums[i] = (sums[i] ?? Number.NaN) + sign * (valueAt(flowsM3PerHour, i) ?? Number.NaN);
  }
}

function subtractStorage(sums: Float64Array, tank: Tank, intervalSeconds: number): void {
  const m3PerHourPerMetre = (tank.areaM2 * 3600) / intervalSeconds;
  let level = valueAt(tank.levelsM, 0) ?? Number.NaN;
  for (let i = 0; i < sums.length; i += 1) {
    const next = valueAt(tank.levelsM, i + 1) ?? Number.NaN;
    sums[i] = (sums[i] ?? Number.NaN) - (next - level) * m3PerHourPerMetre;
    level = next;
  }
}

/**
 * Net inflow of a DMA, m³/h at each step: signed boundary flows less what its tanks took up
 * (area · rise / interval). Null where a meter or a level is missing; with no level after the last
 * step, that step is null. This is inflow, not loss. Throws a RangeError without a meter, on
 * columns of unequal length and on bad areas or intervals.
 */
export function netInflow(
  meters: readonly BoundaryMeter[],
  tanks: readonly Tank[],
  intervalSeconds: number,
): (FlowM3PerHour | null)[] {
  checkInterval(intervalSeconds);
  const first = meters[0];
  if (first === undefined) throw new RangeError('Net inflow needs at least one meter.');
  const { length } = first.flowsM3PerHour;
  checkColumns(length, meters, tanks);
  const sums = new Float64Array(length);
  for (const meter of meters) addMeter(sums, meter);
  for (const tank of tanks) subtractStorage(sums, tank, intervalSeconds);
  return Array.from(sums, (sum) => (Number.isNaN(sum) ? null : flowM3PerHour(sum)));
}

/** A volume with how much of its period was measured. */
export type MeasuredVolume = {
  /** Volume of the steps that were measured, gaps not filled. Null when none was. */
  readonly volumeM3: VolumeM3 | null;
  readonly completenessRatio: number;
  /** Only then is `volumeM3` the volume of the whole period. */
  readonly isComplete: boolean;
};

/**
 * Volume of a flow series, m³, each sample holding for one interval. Gaps add nothing and show in
 * `completenessRatio`; an empty or wholly missing series has no volume. Throws on a bad interval.
 */
export function volumeOf(
  flows: FlowColumn | Float64Array,
  intervalSeconds: number,
): MeasuredVolume {
  checkInterval(intervalSeconds);
  const completenessRatio = completenessOf(flows);
  let sum = 0;
  for (let i = 0; i < flows.length; i += 1) sum += valueAt(flows, i) ?? 0;
  return {
    volumeM3: completenessRatio === 0 ? null : volumeM3((sum * intervalSeconds) / 3600),
    completenessRatio,
    isComplete: completenessRatio === 1,
  };
}
