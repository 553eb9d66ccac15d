import fc from 'fast-check';
import {
  auditInputs,
  dataValidity,
  validityTier,
  validityWeights,
  type InputGrades,
} from './data-validity.ts';

const grade = fc.integer({ min: 1, max: 10 });
const grades: fc.Arbitrary<InputGrades> = fc.dictionary(fc.constantFrom(...auditInputs), grade, {
  minKeys: 1,
  noNullPrototype: true,
});

describe('dataValidity', () => {
  it('runs from 0 for guesses to 100 for the best, in five tiers', () => {
    const all = (value: number) => Object.fromEntries(auditInputs.map((input) => [input, value]));
    expect(dataValidity(all(1))).toMatchObject({ score: 0, tier: 'I' });
    expect(dataValidity(all(10))).toMatchObject({ score: 100, tier: 'V', priorities: [] });
    expect([0, 24.9, 25, 50, 69.9, 70, 90].map(validityTier).join(' ')).toBe('I I II III III IV V');
    expect(Object.values(validityWeights).reduce((sum, weight) => sum + weight, 0)).toBe(100);
  });

  it('never falls when a grade rises, and gains most from the first priority', () => {
    fc.assert(
      fc.property(grades, fc.constantFrom(...auditInputs), (given, input) => {
        const before = dataValidity(given);
        const raised = (name: (typeof auditInputs)[number]) =>
          dataValidity({ ...given, [name]: 10 })?.score ?? 0;
        if (given[input] === undefined || before === null) return;
        expect(raised(input)).toBeGreaterThanOrEqual(before.score - 1e-9);
        const [first] = before.priorities;
        if (first !== undefined) {
          expect(raised(first)).toBeGreaterThanOrEqual(raised(input) - 1e-9);
        }
      }),
    );
  });

  it('leaves ungraded inputs out and refuses grades that are none', () => {
    expect(dataValidity({})).toBeNull();
    expect(dataValidity({ SYSTEM_INPUT: 10 })?.score).toBe(100);
    expect(() => dataValidity({ SYSTEM_INPUT: 11 })).toThrow('SYSTEM_INPUT');
    expect(() => dataValidity({ SYSTEM_INPUT: 1.5 })).toThrow(RangeError);
  });
});
