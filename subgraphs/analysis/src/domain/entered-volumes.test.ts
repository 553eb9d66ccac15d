import fc from 'fast-check';
import { enteredFigures, overlapping } from './entered-volumes.ts';

const day = (count: number) => new Date(Date.UTC(2026, 0, 1) + count * 86_400_000);
const of = (from: number, to: number, volumeM3: number) => ({
  kind: 'EXPORTED' as const,
  period: { from: day(from), to: day(to) },
  volumeM3,
  margin95Ratio: 0.1,
  grade: null,
});
const month = { from: day(0), to: day(31) };

describe('enteredFigures', () => {
  it('adds parts up to the whole, wherever the period is cut, known better than in one piece', () => {
    const volume = fc.integer({ min: 0, max: 1_000_000 });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 30 }), volume, volume, (cut, first, second) => {
        const { figures, warnings } = enteredFigures(
          [of(0, cut, first), of(cut, 31, second)],
          month,
        );
        expect(figures.EXPORTED?.volumeM3).toBeCloseTo(first + second, 6);
        expect(figures.EXPORTED?.margin95Ratio).toBeLessThanOrEqual(0.1 + 1e-12);
        expect(warnings).toEqual([]);
      }),
    );
  });

  it('spreads what is longer evenly: the parts of a cut period add up again', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 30 }), (cut) => {
        const entered = [of(0, 31, 3100)];
        const before = enteredFigures(entered, { from: day(0), to: day(cut) });
        const after = enteredFigures(entered, { from: day(cut), to: day(31) });
        expect(before.figures.EXPORTED?.volumeM3).toBeCloseTo(cut * 100, 6);
        expect(
          Number(before.figures.EXPORTED?.volumeM3) + Number(after.figures.EXPORTED?.volumeM3),
        ).toBeCloseTo(3100, 6);
        expect(before.figures.EXPORTED?.margin95Ratio).toBeGreaterThan(0.1);
        expect(before.warnings.map((warning) => warning.code)).toEqual(['ENTERED_VOLUMES_SPREAD']);
      }),
    );
  });

  it('does not use what covers a part of the period only', () => {
    const { figures, warnings } = enteredFigures([of(0, 30, 10)], month);
    expect(figures).toEqual({});
    expect(warnings.map((warning) => warning.code)).toEqual(['ENTERED_VOLUMES_PARTIAL']);
  });

  it('is silent about volumes of other times', () => {
    expect(enteredFigures([of(40, 50, 10)], month)).toEqual({ figures: {}, warnings: [] });
  });
});

describe('overlapping', () => {
  it('finds what shares time without being the same, of the same kind', () => {
    const kept = [of(0, 31, 1)];
    const find = (from: number, to: number) =>
      overlapping(kept, 'EXPORTED', { from: day(from), to: day(to) });
    expect(find(30, 40)).toBe(kept[0]);
    expect(find(0, 31)).toBeNull();
    expect(find(31, 40)).toBeNull();
    expect(overlapping(kept, 'IMPORTED', { from: day(3), to: day(4) })).toBeNull();
  });
});
