import fc from 'fast-check';
import { pipeMaterials } from './failure-rates.ts';
import { pipeFailureRisk, type PipeFacts } from './pipe-failure-risk.ts';

const pipe = (id: string, facts: Partial<PipeFacts> = {}): PipeFacts => ({
  id,
  lengthM: 1000,
  diameterMm: 150,
  material: 'PVC',
  installedYear: 1986,
  ...facts,
});

const anyPipe = fc.record({
  id: fc.uuid(),
  lengthM: fc.double({ min: 0.1, max: 5000, noNaN: true }),
  diameterMm: fc.double({ min: 20, max: 1500, noNaN: true }),
  material: fc.option(fc.constantFrom(...pipeMaterials)),
  installedYear: fc.option(fc.integer({ min: 1900, max: 2030 })),
});

describe('pipeFailureRisk', () => {
  it('gives a kilometre of 40 years and 150 mm the rate of its material', () => {
    const { pipes, failuresPerYear, historyFactor } = pipeFailureRisk(
      [pipe('a'), pipe('b', { material: 'cast iron' })],
      2026,
    );
    expect(pipes.map(({ pipe: { id }, rank }) => [id, rank])).toEqual([
      ['b', 1],
      ['a', 2],
    ]);
    expect(pipes[0]?.failuresPerYear).toBeCloseTo(0.216, 12);
    expect(pipes[0]?.yearlyProbability).toBeCloseTo(1 - Math.exp(-0.216), 12);
    expect(failuresPerYear).toBeCloseTo(0.23, 12);
    expect(historyFactor).toBe(1);
  });

  it('rises with age and length, falls with diameter, and names what it assumed', () => {
    const rate = (facts: Partial<PipeFacts>) =>
      pipeFailureRisk([pipe('a', facts)], 2026).failuresPerYear;
    expect(rate({ installedYear: 1970 })).toBeGreaterThan(rate({ installedYear: 2010 }));
    expect(rate({ installedYear: 1900 })).toBe(rate({ installedYear: 1946 }));
    expect(rate({ lengthM: 2000 })).toBeCloseTo(2 * rate({}), 12);
    expect(rate({ diameterMm: 400 })).toBeLessThan(rate({}));
    const unknown = pipe('a', { material: null, installedYear: null });
    expect(pipeFailureRisk([unknown], 2026).pipes[0]?.assumed).toEqual(['material', 'age']);
  });

  it('moves with the history, the more the longer it is', () => {
    const factor = (failures: number, years: number) =>
      pipeFailureRisk([pipe('a', { lengthM: 100_000 })], 2026, { failures, years }).historyFactor;
    expect(factor(14, 5)).toBeGreaterThan(factor(3, 1));
    expect(factor(0, 5)).toBeLessThan(1);
    expect(factor(0, 0)).toBe(1);
    expect(() => factor(-1, 1)).toThrow(RangeError);
  });

  it('has probabilities between 0 and 1, ranks by them, and does not hang on the order given', () => {
    fc.assert(
      fc.property(fc.uniqueArray(anyPipe, { selector: ({ id }) => id }), (pipes) => {
        const risk = pipeFailureRisk(pipes, 2026);
        const probabilities = risk.pipes.map((each) => each.yearlyProbability);
        expect(probabilities.every((each) => each > 0 && each < 1)).toBe(true);
        expect(probabilities).toEqual(probabilities.toSorted((a, b) => b - a));
        expect(pipeFailureRisk(pipes.toReversed(), 2026).pipes).toEqual(risk.pipes);
      }),
    );
  });
});
