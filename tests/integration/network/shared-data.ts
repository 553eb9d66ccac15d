import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';

const folder =
  process.env['WARIS_BENCHMARK_DATA'] ?? resolve(import.meta.dirname, '../../../../shared/data');

/** `describe` where the benchmark data are at hand; elsewhere a skip that says why. */
export function describeWithData(name: string, body: () => void): void {
  if (existsSync(folder)) describe(name, body);
  else describe.skip(`${name} (no benchmark data in ${folder})`, body);
}

export const readShared = (path: string): string => readFileSync(resolve(folder, path), 'utf8');
