import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';

/** The folder of reference data beside the repository, or null when it is not there. */
function findDataFolder(): string | null {
  const configured = process.env['WARIS_BENCHMARK_DATA'];
  if (configured !== undefined) return existsSync(configured) ? configured : null;
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'pnpm-workspace.yaml'))) {
    if (folder === dirname(folder)) return null;
    folder = dirname(folder);
  }
  const data = join(folder, '../shared/data');
  return existsSync(data) ? data : null;
}

function readData(path: string): Buffer | null {
  const folder = findDataFolder();
  const file = folder === null ? null : join(folder, path);
  return file !== null && existsSync(file) ? readFileSync(file) : null;
}

export type Figures = Readonly<Record<string, unknown>>;

export type WorkedExample = {
  readonly id: string;
  readonly inputs: Figures;
  readonly expected: Figures;
  readonly relativeTolerance: number;
};

export function isFigures(value: unknown): value is Figures {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A number of a published case; throws when the case does not hold it. */
export function numberOf(figures: Figures, name: string): number {
  const value = figures[name];
  if (typeof value !== 'number') throw new TypeError(`${name} is no number: ${String(value)}`);
  return value;
}

/** A list of numbers of a published case; throws when the case does not hold it. */
export function numbersOf(figures: Figures, name: string): readonly number[] {
  const value = figures[name];
  if (!Array.isArray(value)) throw new TypeError(`${name} is no list: ${String(value)}`);
  return value.map((each: unknown) => numberOf({ [name]: each }, name));
}

function toExample(value: unknown): WorkedExample {
  if (!isFigures(value)) throw new TypeError('A worked example is no object.');
  const { id, inputs, expected } = value;
  if (typeof id !== 'string' || !isFigures(inputs) || !isFigures(expected)) {
    throw new TypeError('A worked example lacks id, inputs or expected.');
  }
  return { id, inputs, expected, relativeTolerance: numberOf(value, 'relative_tolerance') };
}

/** The published cases by id, or null when the data are missing. */
export function readWorkedExamples(): ReadonlyMap<string, WorkedExample> | null {
  const file = readData('worked-examples.json');
  if (file === null) return null;
  const cases: unknown = JSON.parse(file.toString('utf8'));
  if (!Array.isArray(cases)) throw new TypeError('worked-examples.json is no list.');
  return new Map(cases.map(toExample).map((example) => [example.id, example]));
}

function splitCsvLine(line: string): readonly string[] {
  return [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^",]*))/gu)].map(
    ([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain ?? '',
  );
}

export type CsvRow = ReadonlyMap<string, string>;

/** The rows of a gzipped CSV file by column name, or null when the data are missing. */
export function readCsvRows(path: string): readonly CsvRow[] | null {
  const file = readData(path);
  if (file === null) return null;
  const [header = '', ...lines] = gunzipSync(file).toString('utf8').trim().split(/\r?\n/u);
  const names = splitCsvLine(header);
  return lines.map((line) => {
    const fields = splitCsvLine(line);
    return new Map(names.map((name, i) => [name, fields[i] ?? '']));
  });
}

/** Whether two figures agree to a share of the expected one. */
export function agrees(actual: number, expected: number, relativeTolerance: number): boolean {
  return Math.abs(actual - expected) <= relativeTolerance * Math.abs(expected);
}

/** Fails, showing both figures, unless they agree to a share of the expected one. */
export function expectWithin(actual: number | null, expected: number, tolerance: number): void {
  if (actual === null || !agrees(actual, expected, tolerance)) {
    throw new Error(`Expected ${expected} within ${tolerance * 100} %, got ${actual}.`);
  }
}
