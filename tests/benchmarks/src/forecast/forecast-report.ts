import type { BenchmarkTable, Cell } from '../benchmark.ts';
import { coverageRatio, meanScore, type DemandScore } from './demand-scores.ts';
import { champion, type AreaResult } from './walk-forward.ts';

const reference = 'median-of-8-weeks';

/** Means over the areas by method. */
export function meansByMethod(results: readonly AreaResult[]): ReadonlyMap<string, DemandScore> {
  const methods = [...(results[0]?.scores.keys() ?? [])];
  return new Map(
    methods.map((method) => [
      method,
      meanScore(results.flatMap(({ scores }) => scores.get(method) ?? [])),
    ]),
  );
}

/** A method's mean scores over those of the median of the last 8 weeks. */
export function ratiosOf(
  means: ReadonlyMap<string, DemandScore>,
  method: string,
): readonly (number | null)[] {
  const own = means.get(method);
  const base = means.get(reference);
  if (own === undefined || base === undefined) return [null, null, null];
  return [own.pi1 / base.pi1, own.pi2 / base.pi2, own.pi3 / base.pi3];
}

export function summaryTable(title: string, results: readonly AreaResult[]): BenchmarkTable {
  const means = meansByMethod(results);
  return {
    title,
    columns: ['method', 'PI1', 'PI2', 'PI3', 'PI1 ratio', 'PI2 ratio', 'PI3 ratio'],
    rows: [...means].map(([method, { pi1, pi2, pi3 }]) => [
      method,
      ...[pi1, pi2, pi3, ...ratiosOf(means, method)].map(cell),
    ]),
  };
}

/** One score by area and method, with the champion's ratio to the median of 8 weeks. */
export function areaTable(
  title: string,
  results: readonly AreaResult[],
  score: keyof DemandScore,
): BenchmarkTable {
  const methods = [...(results[0]?.scores.keys() ?? [])];
  return {
    title,
    columns: ['area', ...methods, 'champion ratio'],
    rows: results.map(({ area, scores }) => {
      const own = scores.get(champion)?.[score] ?? Number.NaN;
      const base = scores.get(reference)?.[score] ?? Number.NaN;
      const values = methods.map((method) => scores.get(method)?.[score] ?? Number.NaN);
      return [area, ...[...values, own / base].map(cell)];
    }),
  };
}

export function coverageTable(title: string, results: readonly AreaResult[]): BenchmarkTable {
  return {
    title,
    columns: ['area', 'within 80 %', 'within 95 %'],
    rows: results.map(({ area, coverage80, coverage95 }) => [
      area,
      cell(coverageRatio(coverage80)),
      cell(coverageRatio(coverage95)),
    ]),
  };
}

function cell(value: number | null): Cell {
  return value === null || Number.isNaN(value) ? null : value;
}
