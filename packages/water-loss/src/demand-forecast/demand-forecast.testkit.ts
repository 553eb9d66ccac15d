import type { DemandSeries } from './demand-series.ts';

const shape = [3, 2, 2, 2, 3, 5, 9, 12, 11, 9, 8, 8, 9, 9, 8, 7, 8, 9, 11, 12, 10, 8, 6, 4];

/** A calendar from Monday 00:00 for some days; day 25 of each hundred is a holiday. */
export function calendar(days: number) {
  const hours = Array.from({ length: 24 * days }, (_, index) => index);
  return {
    hourOfDay: Uint8Array.from(hours, (hour) => hour % 24),
    weekday: Uint8Array.from(hours, (hour) => Math.floor(hour / 24) % 7),
    holiday: Uint8Array.from(hours, (hour) => (Math.floor(hour / 24) % 100 === 25 ? 1 : 0)),
  };
}

// A fixed sequence that looks like noise, so that every run sees the same.
function wobble(index: number): number {
  const x = Math.sin(index * 12.9898) * 43_758.5453;
  return x - Math.floor(x) - 0.5;
}

/** Demand by hour with a weekly and a slow rhythm, noise, and calendar for a further week. */
export function demandOf(days: number): DemandSeries {
  const columns = calendar(days + 7);
  const inflow = Float64Array.from({ length: 24 * days }, (_, hour) => {
    const day = Math.floor(hour / 24);
    const isSunday = columns.weekday[hour] === 6 || columns.holiday[hour] === 1;
    const usual = (shape[hour % 24] ?? 0) * (isSunday ? 0.7 : 1);
    return 20 + usual + 5 * Math.sin(day / 20) + 0.5 * wobble(day) + wobble(hour);
  });
  return { ...columns, inflow };
}

/** The same series with another inflow. */
export function withInflow(
  series: DemandSeries,
  change: (value: number, index: number) => number,
): DemandSeries {
  return { ...series, inflow: series.inflow.map(change) };
}
