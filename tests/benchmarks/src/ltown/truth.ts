import { join } from 'node:path';
import { mean } from '../statistics.ts';
import { readColumns } from '../read-columns.ts';

/** What the files themselves say; times are local, as in the files: `2019-01-31 23:00`. */
export type Truth = {
  /** The first day of every month in the files: `2019-01-01`. */
  readonly monthStarts: readonly string[];
  /** Net inflow of the whole network over these hours, m³. */
  netInflowM3(hours: readonly string[]): number;
  leakageM3(month: string): number;
  /** Mean true leakage from 02:00 to 04:00 of a day, m³/h. */
  nightLeakageM3PerHour(day: string): number;
};

/** `folder` holds the SCADA flows, the tank level and the true leak flows. */
export async function readTruth(folder: string, tankSurfaceM2: number): Promise<Truth> {
  const flows = await readColumns(join(folder, 'scada_2019h1_flows_m3h.csv.gz'));
  const levels = await readColumns(join(folder, 'scada_2019h1_levels_m.csv.gz'));
  const leaks = await readColumns(join(folder, 'leak_flow_2019h1_hourly_m3h.csv.gz'));

  const inflow = hourlyInflow(flows.times, [column(flows, 'p227'), column(flows, 'p235')]);
  const levelAt = new Map(levels.times.map((time, index) => [hourOf(time, true), index]));
  const level = column(levels, 'T1');
  const leakage = new Map(
    leaks.times.map((time, index) => [
      time.slice(0, 13),
      Array.from(leaks.columns.values()).reduce((sum, one) => sum + (one[index] ?? 0), 0),
    ]),
  );
  const levelOf = (hour: string) => level[levelAt.get(hour) ?? -1] ?? Number.NaN;
  const leakageOf = (hours: readonly string[]) =>
    hours.map((hour) => leakage.get(hour) ?? Number.NaN);

  return {
    monthStarts: Array.from(new Set(leaks.times.map((time) => `${time.slice(0, 7)}-01`))),
    netInflowM3: (hours) =>
      hours.reduce((sum, hour) => {
        const gain = tankSurfaceM2 * (levelOf(nextHour(hour)) - levelOf(hour));
        return sum + (inflow.get(hour) ?? Number.NaN) - gain;
      }, 0),
    leakageM3: (month) =>
      Array.from(leakage)
        .filter(([hour]) => hour.startsWith(month))
        .reduce((sum, [, flow]) => sum + flow, 0),
    nightLeakageM3PerHour: (day) => mean(leakageOf([`${day} 02`, `${day} 03`])),
  };
}

function column(file: { columns: ReadonlyMap<string, Float64Array> }, name: string): Float64Array {
  const values = file.columns.get(name);
  if (values === undefined) throw new Error(`The file has no column ${name}.`);
  return values;
}

/** `2019-01-31 23`, the key of an hour; with `onTheHour` only for times at its very start. */
function hourOf(time: string, onTheHour = false): string {
  return onTheHour && time.slice(14, 16) !== '00' ? '' : time.slice(0, 13);
}

function nextHour(hour: string): string {
  const next = new Date(Date.parse(`${hour.replace(' ', 'T')}:00:00Z`) + 3_600_000);
  return next.toISOString().slice(0, 13).replace('T', ' ');
}

/** Volume of each hour: the mean of the flows in it, which hold for one hour. */
function hourlyInflow(
  times: readonly string[],
  flows: readonly Float64Array[],
): ReadonlyMap<string, number> {
  const sums = new Map<string, { flow: number; count: number }>();
  for (const [index, time] of times.entries()) {
    const hour = hourOf(time);
    const sum = sums.get(hour) ?? { flow: 0, count: 0 };
    sum.flow += flows.reduce((total, flow) => total + (flow[index] ?? Number.NaN), 0);
    sum.count += 1;
    sums.set(hour, sum);
  }
  return new Map(Array.from(sums, ([hour, { flow, count }]) => [hour, flow / count]));
}
