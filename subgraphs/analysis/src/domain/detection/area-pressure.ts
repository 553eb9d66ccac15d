import type { DayReadings } from './model-run.ts';

/** The usual level of each pressure meter, told from its first days; plain data. */
export type SensorLevels = {
  sensors: Record<string, { readonly days: readonly number[]; readonly levelM: number }>;
};

const daysOfLevel = 14;

export function initialLevels(): SensorLevels {
  return { sensors: {} };
}

/**
 * The pressure of an area, hour by hour: the mean level of its meters, and the median of how far
 * each lies from its own level. A meter that is silent, new or gone moves it no further than the
 * others do. Null for an hour that no meter read. Learns the levels of new meters from the day.
 */
export function areaPressure(
  levels: SensorLevels,
  sensors: DayReadings['sensors'],
): readonly (number | null)[] {
  const byHour = sensors.map(({ id, pressuresM }) => ({ id, hours: hourlyMeans(pressuresM) }));
  for (const { id, hours } of byHour) learn(levels, id, hours);
  const known = Object.values(levels.sensors);
  if (known.length === 0) return Array.from({ length: 24 }, () => null);
  const level = known.reduce((sum, { levelM }) => sum + levelM, 0) / known.length;
  return Array.from({ length: 24 }, (_, hour) => {
    const deviations = byHour
      .flatMap(({ id, hours }) => {
        const pressure = hours[hour] ?? null;
        const own = levels.sensors[id]?.levelM;
        return pressure === null || own === undefined ? [] : [pressure - own];
      })
      .toSorted((a, b) => a - b);
    const middle = deviations.length >> 1;
    const upper = deviations[middle];
    if (upper === undefined) return null;
    const isEven = deviations.length % 2 === 0;
    return level + (isEven ? (upper + (deviations[middle - 1] ?? upper)) / 2 : upper);
  });
}

function learn(levels: SensorLevels, id: string, hours: readonly (number | null)[]): void {
  const known = levels.sensors[id] ?? { days: [], levelM: 0 };
  const values = hours.filter((hour) => hour !== null);
  if (known.days.length >= daysOfLevel || values.length < 12) return;
  const days = [...known.days, values.reduce((sum, each) => sum + each, 0) / values.length];
  const sorted = days.toSorted((a, b) => a - b);
  levels.sensors[id] = { days, levelM: sorted[sorted.length >> 1] ?? 0 };
}

// A day of 23 or 25 hours is stretched to 24.
function hourlyMeans(column: Float64Array): (number | null)[] {
  const sums = new Float64Array(24);
  const counts = new Float64Array(24);
  for (const [index, value] of column.entries()) {
    if (Number.isNaN(value)) continue;
    const hour = Math.floor((index * 24) / column.length);
    sums[hour] = (sums[hour] ?? 0) + value;
    counts[hour] = (counts[hour] ?? 0) + 1;
  }
  return Array.from(sums, (sum, hour) => {
    const count = counts[hour] ?? 0;
    return count === 0 ? null : sum / count;
  });
}
