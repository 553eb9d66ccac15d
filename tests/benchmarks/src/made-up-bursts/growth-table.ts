import type { BenchmarkTable } from '../benchmark.ts';
import { leakFlow } from './draw-leaks.ts';
import type { KindScore, SoughtLeak } from './score-scenarios.ts';

const dayMs = 86_400_000;
const windowDays = 21;

const growths: readonly (readonly [string, number, number])[] = [
  ['abrupt', 0, 0],
  ['grows in up to 2 weeks', 0, 14],
  ['grows in 2 to 6 weeks', 14, 42],
  ['grows in 6 weeks and more', 42, Number.POSITIVE_INFINITY],
];

// Percent of the mean inflow.
const sizes: readonly (readonly [string, number, number])[] = [
  ['up to 1 %', 0, 1],
  ['1 to 3 %', 1, 3],
  ['3 to 6 %', 3, 6],
  ['6 to 10 %', 6, 10],
  ['above 10 %', 10, Number.POSITIVE_INFINITY],
];

/** How many leaks were found by how they grow, and by how far they had come when time was up. */
export function growthTables(scores: readonly KindScore[]): readonly BenchmarkTable[] {
  const columns = scores.flatMap(({ name }) => [`${name}: found`, 'of', 'median delay d']);
  return [
    {
      title: 'Found by how a leak grows',
      columns: ['leak', ...columns],
      rows: growths.map(([label, from, to]) =>
        row(label, scores, ({ leak: { growthDays } }) =>
          to === 0 ? growthDays === 0 : growthDays > from && growthDays <= to,
        ),
      ),
    },
    {
      title: `Found by the size of a leak ${windowDays} days after its start, of the mean inflow`,
      columns: ['size', ...columns],
      rows: sizes.map(([label, from, to]) =>
        row(label, scores, (sought) => {
          const percent = sizePercent(sought);
          return percent > from && percent <= to;
        }),
      ),
    },
  ];
}

function sizePercent({ leak, meanInflowM3PerHour }: SoughtLeak): number {
  const at = Math.min(leak.startAt + windowDays * dayMs, leak.endAt - 1);
  return (100 * leakFlow(leak, at)) / meanInflowM3PerHour;
}

function row(
  label: string,
  scores: readonly KindScore[],
  isOfRow: (sought: SoughtLeak) => boolean,
): readonly (string | number | null)[] {
  return [
    label,
    ...scores.flatMap(({ sought }) => {
      const leaks = sought.filter(isOfRow);
      const delays = foundDelays(leaks);
      return [delays.length, leaks.length, delays[delays.length >> 1] ?? null];
    }),
  ];
}

/** Delays in days of the leaks that were found, shortest first. */
export function foundDelays(sought: readonly SoughtLeak[]): readonly number[] {
  return sought.flatMap(({ delayDays }) => delayDays ?? []).toSorted((a, b) => a - b);
}
