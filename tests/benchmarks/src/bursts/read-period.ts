import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { flowColumn, netInflow, type BurstInput } from '@waris/water-loss';
import { parse } from 'csv-parse/sync';
import { z } from 'zod';
import { readColumns, type FileColumns } from '../read-columns.ts';

const tankSurfaceM2 = Math.PI * 8 ** 2;

export type TrueLeak = {
  readonly pipe: string;
  readonly startAt: number;
  /** Infinity while it is open at the end of the files. */
  readonly endAt: number;
  readonly type: string;
};

/** The readings of a period and the leaks that began in it, times as if local time were UTC. */
export type Period = {
  readonly name: string;
  readonly inflow: BurstInput;
  /** The same at the interval of the pressures, with them. Null where none were simulated. */
  readonly withPressures: BurstInput | null;
  readonly leaks: readonly TrueLeak[];
};

/** Every period in a folder laid out as BattLeDIM's: `scada_<name>_flows_m3h.csv.gz` and so on. */
export async function readPeriods(folder: string): Promise<readonly Period[]> {
  const files = await readdir(folder);
  const names = files.flatMap((file) => /^scada_(.+)_flows_m3h\.csv\.gz$/.exec(file)?.[1] ?? []);
  return Promise.all(names.map((name) => readPeriod(folder, name, files)));
}

async function readPeriod(folder: string, name: string, files: readonly string[]): Promise<Period> {
  const flows = await readColumns(join(folder, `scada_${name}_flows_m3h.csv.gz`));
  const levelFile = `scada_${name}_levels_m.csv.gz`;
  const levels = files.includes(levelFile) ? await readColumns(join(folder, levelFile)) : null;
  const inflow = inflowOf(flows, levels);
  const pressureFile = `simulated_${name}_pressures_m.csv.gz`;
  return {
    name,
    inflow,
    withPressures: files.includes(pressureFile)
      ? addPressures(inflow, await readColumns(join(folder, pressureFile)))
      : null,
    leaks: (await readLeaks(join(folder, `leaks_${name}.csv`))).filter(
      // Those that run from the first reading on are old.
      ({ startAt }) => startAt > inflow.startAt,
    ),
  };
}

/** The leak-free simulation, on which parameters may be judged; null in a folder without it. */
export async function readLeakFree(folder: string): Promise<BurstInput | null> {
  const flowFile = 'simulated_leak_free_60d_flows_m3h.csv.gz';
  if (!(await readdir(folder)).includes(flowFile)) return null;
  const flows = await readColumns(join(folder, flowFile));
  const pressures = join(folder, 'simulated_leak_free_60d_pressures_m.csv.gz');
  return addPressures(inflowOf(flows, null), await readColumns(pressures));
}

// Reservoirs feed the network; what a pump moves stays inside it.
function inflowOf(flows: FileColumns, levels: FileColumns | null): BurstInput {
  const startAt = timeOf(flows.times[0] ?? '');
  const intervalSeconds = (timeOf(flows.times[1] ?? '') - startAt) / 1000;
  const meters = Array.from(flows.columns)
    .filter(([name]) => !name.startsWith('PUMP'))
    .map(([, flowsM3PerHour]) => ({ flowsM3PerHour, sign: 1 as const }));
  const tanks = Array.from(levels?.columns.values() ?? [], (levelsM) => ({
    levelsM,
    areaM2: tankSurfaceM2,
  }));
  return {
    startAt,
    intervalSeconds,
    netInflowM3PerHour: netInflow(meters, tanks, intervalSeconds),
  };
}

function addPressures(inflow: BurstInput, pressures: FileColumns): BurstInput {
  const first = timeOf(pressures.times[0] ?? '');
  const intervalSeconds = (timeOf(pressures.times[1] ?? '') - first) / 1000;
  const every = intervalSeconds / inflow.intervalSeconds;
  if (first !== inflow.startAt || !Number.isInteger(every)) {
    throw new Error('Pressures and flows do not begin together or step unevenly.');
  }
  const means = Array.from({ length: pressures.times.length }, (_, index) => {
    let sum = 0;
    for (let i = index * every; i < (index + 1) * every; i += 1) {
      sum += inflow.netInflowM3PerHour[i] ?? Number.NaN;
    }
    return sum / every;
  });
  return {
    startAt: first,
    intervalSeconds,
    netInflowM3PerHour: flowColumn(means),
    pressures: Array.from(pressures.columns, ([sensor, pressuresM]) => ({ sensor, pressuresM })),
  };
}

const leakSchema = z.object({
  pipe: z.string().min(1),
  start: z.string().min(1),
  end: z.string(),
  type: z.string(),
});

async function readLeaks(file: string): Promise<readonly TrueLeak[]> {
  const rows: unknown = parse(await readFile(file), { columns: true, skip_empty_lines: true });
  return z
    .array(leakSchema)
    .parse(rows)
    .map(({ pipe, start, end, type }) => ({
      pipe,
      type,
      startAt: timeOf(start),
      endAt: end === '' ? Number.POSITIVE_INFINITY : timeOf(end),
    }));
}

/** Milliseconds of `2019-01-31 23:00` or `2019-01-31 23:00:00`. */
function timeOf(text: string): number {
  const [date = '', clock = '00:00'] = text.split(' ');
  return Date.parse(`${date}T${clock.slice(0, 5)}:00Z`);
}
