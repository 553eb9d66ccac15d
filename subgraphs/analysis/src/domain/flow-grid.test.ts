import { coarsened, intervalOf, sliceOf } from './flow-grid.ts';

const gap = Number.NaN;
const grid = (values: readonly number[], startMs = 0) => ({
  startMs,
  stepSeconds: 900,
  values: Float64Array.from(values),
});

describe('intervalOf', () => {
  it('recognises quarter-hours, half-hours and hours', () => {
    expect(intervalOf(grid([1, 1, 1, 1, 1, gap, 1, 1]))).toBe(900);
    expect(intervalOf(grid([1, gap, 1, gap, 1, gap, 1, gap]))).toBe(1800);
    expect(intervalOf(grid([1, gap, gap, gap, 1, gap, gap, gap]))).toBe(3600);
  });

  it('counts within hours of UTC wherever the grid starts', () => {
    // 00:45 belongs to the hour before 01:00.
    expect(intervalOf(grid([1, 1, gap, gap, gap, 1], 45 * 60_000))).toBe(3600);
  });

  it('is an hour without readings', () => {
    expect(intervalOf(grid([]))).toBe(3600);
  });
});

describe('coarsened', () => {
  it('takes the mean of what is there and leaves empty steps as gaps', () => {
    const means = coarsened(Float64Array.of(1, 3, gap, 5, gap, gap), 2);
    expect([...means]).toEqual([2, 5, gap]);
  });
});

describe('sliceOf', () => {
  it('is a gap beyond the ends of the grid', () => {
    const slice = sliceOf(grid([1, 2, 3]), 900_000, 4 * 900_000);
    expect([...slice]).toEqual([2, 3, gap]);
    expect([...sliceOf(grid([]), 0, 900_000)]).toEqual([gap]);
  });
});
