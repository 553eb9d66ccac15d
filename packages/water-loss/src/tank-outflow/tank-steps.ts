import type { RawColumn } from '../columns.ts';
import { valueAt } from '../columns.ts';
import type { TankSteps } from './fill-switches.ts';

/**
 * A day of a tank, told by the pressures below it, which rise and fall with its level metre for
 * metre. `before` are the last samples of the day before, `usual` a fixed pressure of each sensor,
 * m, so that the level goes on where one is missing. The gain is the mean change of the pressures
 * times the surface: a spike adds what it takes away a step later, so that a day's sum does not see
 * it.
 */
export function tankSteps(
  pressures: readonly RawColumn[],
  before: readonly (number | null)[],
  usual: readonly (number | null)[],
  surfaceM2: number,
): TankSteps {
  const length = pressures[0]?.length ?? 0;
  const gains = new Float64Array(length);
  const levels = new Float64Array(length);
  const perHour = stepsPerHour(length);
  for (let i = 0; i < length; i += 1) {
    const rise = { sum: 0, count: 0 };
    const level = { sum: 0, count: 0 };
    for (const [sensor, column] of pressures.entries()) {
      const from = i === 0 ? (before[sensor] ?? null) : valueAt(column, i - 1);
      const to = valueAt(column, i);
      const fixed = usual[sensor] ?? null;
      if (to !== null && from !== null) add(rise, to - from);
      if (to !== null && fixed !== null) add(level, to - fixed);
    }
    gains[i] = meanOf(rise) * surfaceM2 * perHour;
    levels[i] = meanOf(level);
  }
  return { gains, levels };
}

/** Of a day of so many equal steps: it has 24 hours, but for those on which clocks are changed. */
export function stepsPerHour(steps: number): number {
  const hours = [24, 23, 25].find((each) => steps % each === 0) ?? 24;
  return steps / hours;
}

type Sum = { sum: number; count: number };

function add(sum: Sum, value: number): void {
  sum.sum += value;
  sum.count += 1;
}

function meanOf({ sum, count }: Sum): number {
  return count === 0 ? Number.NaN : sum / count;
}
