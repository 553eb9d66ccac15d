import type { BurstInput } from '@waris/water-loss';
import type { BenchmarkTable } from '../benchmark.ts';
import type { Period } from './read-period.ts';
import type { TrueLeak } from './town.ts';

const dayMs = 86_400_000;
const windowDays = 21;
const deviationsPerMad = 1.4826;

/**
 * How far each leak stands out of the daily mean inflow for one who knows when it began, how it grew
 * and all the other leaks: the root of its summed squared daily flows up to the end of its window,
 * over what a day without the leaks errs by against the same weekday a week before and after. A
 * detector, which must not look ahead and knows none of this, sees less.
 */
export function signalTable(
  { name, dmas }: Period,
  flows: ReadonlyMap<string, Float64Array> | null,
): BenchmarkTable | null {
  if (flows === null) return null;
  return {
    title: `BattLeDIM ${name}: what the daily inflow shows of each leak to one who knows its start, its growth and all other leaks (noise alone passes 2.5 deviations on one day of 181)`,
    columns: ['leak', 'area', 'a day errs by m3/h', 'm3/h when time is up', 'deviations'],
    rows: dmas.flatMap(({ code, inflow, leaks, holdsPipe }) => {
      const own = [...flows].filter(([pipe]) => holdsPipe(pipe));
      const noise = dailyNoise(
        inflow,
        own.map(([, flow]) => flow),
      );
      return leaks.map((leak) => {
        const days = dailyFlows(leak, flows.get(leak.pipe), inflow.startAt);
        const squares = days.reduce((sum, flow) => sum + flow ** 2, 0);
        return [leak.pipe, code, noise, days.at(-1) ?? null, Math.sqrt(squares) / noise];
      });
    }),
  };
}

/** Mean flow of each whole day that a leak runs within its window, m³/h. */
function dailyFlows(
  leak: TrueLeak,
  hourly: Float64Array | undefined,
  startAt: number,
): readonly number[] {
  const first = Math.floor((leak.startAt - startAt) / dayMs);
  const endAt = Math.min(leak.endAt, leak.startAt + windowDays * dayMs);
  const days: number[] = [];
  for (let day = first; startAt + (day + 1) * dayMs <= endAt; day += 1) {
    if ((hourly?.length ?? 0) >= 24 * (day + 1))
      days.push(dayMean(hourly ?? new Float64Array(), day));
  }
  return days;
}

function dailyNoise(
  { intervalSeconds, netInflowM3PerHour }: BurstInput,
  leakFlows: readonly Float64Array[],
): number {
  const perDay = 86_400 / intervalSeconds;
  const means: number[] = [];
  for (let from = 0; from + perDay <= netInflowM3PerHour.length; from += perDay) {
    let sum = 0;
    for (let i = from; i < from + perDay; i += 1) sum += netInflowM3PerHour[i] ?? Number.NaN;
    const day = means.length;
    means.push(sum / perDay - leakFlows.reduce((total, hours) => total + dayMean(hours, day), 0));
  }
  const errors = means
    .slice(7, -7)
    .map((mean, i) => Math.abs(mean - ((means[i] ?? NaN) + (means[i + 14] ?? NaN)) / 2))
    .filter((error) => !Number.isNaN(error))
    .toSorted((a, b) => a - b);
  // Of three alike days that err by 1, one less the mean of the others errs by √1.5.
  return (deviationsPerMad * (errors[errors.length >> 1] ?? Number.NaN)) / Math.sqrt(1.5);
}

function dayMean(hours: Float64Array, day: number): number {
  return hours.subarray(24 * day, 24 * (day + 1)).reduce((sum, flow) => sum + flow / 24, 0);
}
