import type { SensorColumn } from '../burst-detection/burst-detector.ts';
import { valueAt } from '../columns.ts';
import type { BurstDays, DayRange } from './quiet-days.ts';

/** Why a pressure sensor is no witness: silent, the same value for hours, or no pressure at all. */
export type SensorFault = 'missing' | 'stuck' | 'implausible';

export type FaultySensor = { readonly sensor: string; readonly fault: SensorFault };

export type ScreenedSensors = {
  /** Sensors that can be believed; what they said while stuck is NaN. */
  readonly sound: readonly SensorColumn[];
  readonly leftOut: readonly FaultySensor[];
};

// No pressure of a network stands still for half a day to the last digit, behind a valve neither.
const stuckHours = 12;
const leastPressureM = -10;
const greatestPressureM = 300;
const leastCoverage = 0.5;

/**
 * Leaves out sensors that say too little in the quiet days before a burst or in those since. One
 * that is stuck would look very sure of itself, since nothing in it moves.
 */
export function screenSensors(
  columns: readonly SensorColumn[],
  sensors: readonly string[],
  samplesPerDay: number,
  { reference, burst }: BurstDays,
): ScreenedSensors {
  const byName = new Map(columns.map((column) => [column.sensor, column]));
  const sound: SensorColumn[] = [];
  const leftOut: FaultySensor[] = [];
  for (const sensor of sensors) {
    const raw = byName.get(sensor)?.pressuresM ?? [];
    const plausible = Float64Array.from({ length: raw.length }, (_, i) => plausibleAt(raw, i));
    const moving = withoutStuck(plausible, (stuckHours * samplesPerDay) / 24);
    const covers = (column: ArrayLike<number | null>) =>
      [reference, burst].every((days) => coverage(column, days, samplesPerDay) >= leastCoverage);
    if (covers(moving)) sound.push({ sensor, pressuresM: moving });
    else if (!covers(raw)) leftOut.push({ sensor, fault: 'missing' });
    else leftOut.push({ sensor, fault: covers(plausible) ? 'stuck' : 'implausible' });
  }
  return { sound, leftOut };
}

function plausibleAt(column: SensorColumn['pressuresM'], index: number): number {
  const value = valueAt(column, index) ?? Number.NaN;
  return value >= leastPressureM && value <= greatestPressureM ? value : Number.NaN;
}

// Gaps do not end a run: a logger that hangs may also fall silent in between.
function withoutStuck(column: Float64Array, leastRun: number): Float64Array {
  const result = Float64Array.from(column);
  let from = 0;
  let last = Number.NaN;
  let shown = Number.NaN;
  const endRun = () => {
    if (last - from + 1 >= leastRun) result.fill(Number.NaN, from, last + 1);
  };
  for (const [index, value] of column.entries()) {
    if (Number.isNaN(value)) continue;
    if (value !== shown) {
      endRun();
      from = index;
      shown = value;
    }
    last = index;
  }
  endRun();
  return result;
}

function coverage(
  column: ArrayLike<number | null>,
  { fromDay, toDay }: DayRange,
  samplesPerDay: number,
): number {
  let present = 0;
  for (let i = fromDay * samplesPerDay; i < toDay * samplesPerDay; i += 1) {
    const value = column[i];
    if (value !== null && value !== undefined && !Number.isNaN(value)) present += 1;
  }
  return present / Math.max(1, (toDay - fromDay) * samplesPerDay);
}
