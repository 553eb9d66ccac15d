import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { z } from 'zod';
import { readColumns } from '../read-columns.ts';
import { readTown, timeOf, type Readings, type Town, type TrueLeak } from './town.ts';

export type Period = Town & { readonly name: string };

/** Every period in the folder's `battledim`: `scada_<name>_flows_m3h.csv.gz` and so on. */
export async function readPeriods(dataFolder: string): Promise<readonly Period[]> {
  const files = await readdir(join(dataFolder, 'battledim'));
  const names = files.flatMap((file) => /^scada_(.+)_flows_m3h\.csv\.gz$/.exec(file)?.[1] ?? []);
  return Promise.all(names.map((name) => readPeriod(dataFolder, name, files)));
}

async function readPeriod(
  dataFolder: string,
  name: string,
  files: readonly string[],
): Promise<Period> {
  const folder = join(dataFolder, 'battledim');
  const readIfThere = async (file: string) =>
    files.includes(file) ? await readColumns(join(folder, file)) : null;
  const readings: Readings = {
    flows: await readColumns(join(folder, `scada_${name}_flows_m3h.csv.gz`)),
    levels: await readIfThere(`scada_${name}_levels_m.csv.gz`),
    pressures: await readIfThere(`simulated_${name}_pressures_m.csv.gz`),
    leaks: await readLeaks(join(folder, `leaks_${name}.csv`)),
  };
  return { name, ...(await readTown(dataFolder, readings)) };
}

/**
 * The leak-free simulation, on which parameters may be judged; null in a folder without it. It has
 * no DMA with a tank: the levels are not told.
 */
export async function readLeakFree(dataFolder: string): Promise<Town | null> {
  const folder = join(dataFolder, 'battledim');
  const flowFile = 'simulated_leak_free_60d_flows_m3h.csv.gz';
  if (!(await readdir(folder)).includes(flowFile)) return null;
  const readings: Readings = {
    flows: await readColumns(join(folder, flowFile)),
    levels: null,
    pressures: await readColumns(join(folder, 'simulated_leak_free_60d_pressures_m.csv.gz')),
    leaks: [],
  };
  return readTown(dataFolder, readings);
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
