import { coarsened, intervalOf, quarterHourSeconds, sliceOf, type FlowGrid } from '../flow-grid.ts';
import type { LocalDay } from '../local-days.ts';
import type { DayReadings } from './model-run.ts';

/** A pressure meter and its quarter-hours; it counts from the first instant until the second. */
export type Sensor = {
  readonly id: string;
  readonly inServiceAt: Date | null;
  readonly retiredAt: Date | null;
  readonly grid: FlowGrid;
};

/** A day cut out of the grids: flows at the interval at which they come on that day. */
export function dayReadings(
  day: LocalDay,
  grid: FlowGrid | undefined,
  sensors: readonly Sensor[],
  tankSurfaceM2: number | null,
): DayReadings {
  const values = grid === undefined ? emptyDay(day) : sliceOf(grid, day.startMs, day.endMs);
  const slice: FlowGrid = { startMs: day.startMs, stepSeconds: quarterHourSeconds, values };
  const perStep = intervalOf(slice) / quarterHourSeconds;
  return {
    day,
    flowsM3PerHour: coarsened(values, perStep),
    // Whole days only, so that a meter that comes or goes changes the list at a midnight.
    sensors: sensors
      .filter(
        ({ inServiceAt, retiredAt }) =>
          (inServiceAt?.getTime() ?? -Infinity) <= day.startMs &&
          (retiredAt?.getTime() ?? Infinity) >= day.endMs,
      )
      .map(({ id, grid: own }) => ({ id, pressuresM: sliceOf(own, day.startMs, day.endMs) })),
    tankSurfaceM2,
  };
}

function emptyDay({ startMs, endMs }: LocalDay): Float64Array {
  const length = Math.round((endMs - startMs) / 1000 / quarterHourSeconds);
  return new Float64Array(length).fill(Number.NaN);
}
