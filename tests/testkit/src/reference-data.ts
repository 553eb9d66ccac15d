import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';

/** Published networks, readings, audits and questions; beside the repository, never in it. */
export const referenceDataFolder =
  process.env['WARIS_BENCHMARK_DATA'] ?? resolve(import.meta.dirname, '../../../../shared/data');

/** `describe` where this file or folder of the reference data is; else a skip that says why. */
export function describeWithData(path: string, name: string, body: () => void): void {
  if (existsSync(resolve(referenceDataFolder, path))) {
    describe(name, body);
  } else {
    describe.skip(`${name} (no ${path} in ${referenceDataFolder})`, body);
  }
}

/** The text of a file of the reference data, unpacked when its name ends in `.gz`. */
export function readReferenceData(path: string): string {
  const content = readFileSync(resolve(referenceDataFolder, path));
  return (path.endsWith('.gz') ? gunzipSync(content) : content).toString('utf8');
}

export type CsvRow = ReadonlyMap<string, string>;

/** The rows of a CSV file of the reference data, by column name. */
export function readReferenceRows(path: string): readonly CsvRow[] {
  const [header = '', ...lines] = readReferenceData(path).trim().split(/\r?\n/u);
  const names = splitCsvLine(header);
  return lines.map((line) => {
    const cells = splitCsvLine(line);
    return new Map(names.map((name, index) => [name, cells[index] ?? '']));
  });
}

function splitCsvLine(line: string): readonly string[] {
  return [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^",]*))/gu)].map(
    ([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain ?? '',
  );
}
