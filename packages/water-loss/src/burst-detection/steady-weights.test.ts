import fc from 'fast-check';
import { meanHours, partsOf } from './day-parts.ts';
import { solvePositive } from './linear-equations.ts';
import { evenWeights, steadyFlow, steadyWeights } from './steady-weights.ts';

const pattern = [50, 45, 80, 120, 115, 110, 130, 90];

// Demand swings as one; each part has noise of its own that repeats with no period of a week.
const daysOf = (leakOn: (day: number) => number) =>
  Array.from({ length: 84 }, (_, day) => ({
    day,
    parts: pattern.map(
      (flow, part) =>
        flow * (1 + 0.05 * Math.sin(day * 1.9)) + Math.sin(day * (3.1 + part)) + leakOn(day),
    ),
  }));

const spreadOf = (weights: readonly number[]) => {
  const flows = daysOf(() => 0).map(({ parts }) => steadyFlow(parts, weights));
  const mean = flows.reduce((sum, flow) => sum + flow, 0) / flows.length;
  return Math.sqrt(flows.reduce((sum, flow) => sum + (flow - mean) ** 2, 0) / flows.length);
};

describe('steadyWeights', () => {
  it('add to 1, so that a leak counts in full', () => {
    const weights = steadyWeights(daysOf(() => 0)) ?? [];
    expect(weights.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 12);
    expect(
      steadyFlow(
        pattern.map((flow) => flow + 7),
        weights,
      ),
    ).toBeCloseTo(steadyFlow(pattern, weights) + 7, 9);
  });

  it('make demand that swings as one less than half as loud as the mean of the day', () => {
    const weights = steadyWeights(daysOf(() => 0)) ?? evenWeights;
    expect(spreadOf(weights)).toBeLessThan(0.5 * spreadOf(evenWeights));
  });

  it('hardly change when a leak grows among the days they were learnt on', () => {
    const weights = steadyWeights(daysOf(() => 0)) ?? evenWeights;
    const withLeak = steadyWeights(daysOf((day) => day / 20)) ?? evenWeights;
    expect(spreadOf(withLeak)).toBeLessThan(1.3 * spreadOf(weights));
  });

  it('are unknown with less than 4 weeks and on days without noise', () => {
    expect(steadyWeights(daysOf(() => 0).slice(0, 27))).toBeNull();
    expect(steadyWeights(daysOf(() => 0).map(({ day }) => ({ day, parts: pattern })))).toBeNull();
  });
});

describe('partsOf', () => {
  const usual = Array.from({ length: 24 }, (_, hour) => 10 + hour);

  it('takes a missing hour for as far from the usual as the others', () => {
    const hours = usual.map((flow, hour) => (hour === 2 || hour === 19 ? null : flow + 3));
    expect(partsOf(hours, () => usual)).toEqual(
      partsOf(
        usual.map((flow) => flow + 3),
        () => usual,
      ),
    );
  });

  it('gives up on a quarter of a day and on an hour that no day has shown', () => {
    expect(
      partsOf(
        usual.map((flow, hour) => (hour < 7 ? null : flow)),
        () => usual,
      ),
    ).toBeNull();
    const never = meanHours([{ hours: usual.map((flow, hour) => (hour === 2 ? null : flow)) }]);
    expect(partsOf([...never], () => never)).toBeNull();
  });
});

describe('solvePositive', () => {
  it('solves what a symmetric positive matrix was multiplied with', () => {
    const entry = fc.double({ min: -3, max: 3, noNaN: true });
    fc.assert(
      fc.property(
        fc.array(fc.array(entry, { minLength: 4, maxLength: 4 }), { minLength: 4, maxLength: 4 }),
        fc.array(entry, { minLength: 4, maxLength: 4 }),
        (rows, x) => {
          const matrix = rows.map((a, i) => rows.map((b, j) => dot(a, b) + (i === j ? 1 : 0)));
          const [solution] = solvePositive(matrix, [matrix.map((row) => dot(row, x))]) ?? [];
          for (const [i, value] of x.entries()) expect(solution?.[i]).toBeCloseTo(value, 6);
        },
      ),
    );
  });

  it('gives up on a singular one', () => {
    expect(
      solvePositive(
        [
          [1, 1],
          [1, 1],
        ],
        [[1, 2]],
      ),
    ).toBeNull();
  });
});

function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, i) => sum + value * (b[i] ?? 0), 0);
}
