import { coarsened, intervalOf, quarterHourSeconds, sliceOf, type FlowGrid } from '../flow-grid.ts';
import { judgeDay, type PastDay } from './day-fault.ts';
import type { EventDetails } from './event.ts';

const dayMs = 86_400_000;

/** The meters whose own flows show a fault on the last day of their grids, which are of whole days. */
export function metersAtFault(
  meters: readonly { readonly meterId: string; readonly grid: FlowGrid }[],
  fault: NonNullable<EventDetails['fault']>,
): readonly string[] {
  return meters.filter(({ grid }) => lastFault(grid) === fault).map(({ meterId }) => meterId);
}

function lastFault(grid: FlowGrid): PastDay['fault'] {
  const perStep = intervalOf(grid) / quarterHourSeconds;
  const endMs = grid.startMs + grid.values.length * grid.stepSeconds * 1000;
  let days: readonly PastDay[] = [];
  for (let startMs = grid.startMs; startMs < endMs; startMs += dayMs) {
    days = judgeDay(days, coarsened(sliceOf(grid, startMs, startMs + dayMs), perStep)).days;
  }
  return days.at(-1)?.fault ?? null;
}
