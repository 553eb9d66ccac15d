import type { RawColumn } from '../columns.ts';
import { createBurstDetector, type SensorColumn } from './burst-detector.ts';
import type { BurstEvent } from './burst-event.ts';
import type { BurstParameters } from './burst-parameters.ts';

const dayMs = 86_400_000;

/** Columns of a DMA that begin at one instant and step alike. */
export type BurstInput = {
  /** A local midnight, milliseconds since 1970. */
  readonly startAt: number;
  readonly intervalSeconds: number;
  /** m³/h; null or NaN for a gap. */
  readonly netInflowM3PerHour: RawColumn;
  /** As long as the inflow. */
  readonly pressures?: readonly SensorColumn[];
  /** Of the one tank that the sensors lie below, if so. */
  readonly tankSurfaceM2?: number | null;
};

/**
 * All events of a stretch of days, found by walking forward through it: the same as feeding
 * `createBurstDetector` day by day. Every day has 24 hours here; a last, unfinished day is left
 * out. Throws a RangeError on an interval that does not divide a day and on unequal columns.
 */
export function detectBursts(
  input: BurstInput,
  parameters: Partial<BurstParameters> = {},
): readonly BurstEvent[] {
  const perDay = 86_400 / input.intervalSeconds;
  if (!Number.isInteger(perDay) || perDay < 24) {
    throw new RangeError(`An interval must divide an hour: ${input.intervalSeconds} s.`);
  }
  const { length } = input.netInflowM3PerHour;
  if (input.pressures?.some(({ pressuresM }) => pressuresM.length !== length) === true) {
    throw new RangeError('Pressures and inflow must have the same number of samples.');
  }
  const detector = createBurstDetector(parameters);
  for (let from = 0, day = 0; from + perDay <= length; from += perDay, day += 1) {
    const cut = (column: RawColumn) => cutColumn(column, from, from + perDay);
    const pressures = input.pressures?.map(({ sensor, pressuresM }) => ({
      sensor,
      pressuresM: cut(pressuresM),
    }));
    detector.addDay({
      startAt: input.startAt + day * dayMs,
      netInflowM3PerHour: cut(input.netInflowM3PerHour),
      ...(pressures === undefined ? {} : { pressures }),
      tankSurfaceM2: input.tankSurfaceM2 ?? null,
    });
  }
  return detector.events();
}

// A view where it can be one: copying a year of readings costs more than reading them.
function cutColumn(column: RawColumn, from: number, to: number): RawColumn {
  return column instanceof Float64Array
    ? column.subarray(from, to)
    : Array.from({ length: to - from }, (_, index) => column[from + index] ?? null);
}
