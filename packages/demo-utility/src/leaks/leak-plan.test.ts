import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { STEPS_PER_DAY } from '../calendar.ts';
import { NETWORK_FILE } from '../network/demo-town.ts';
import { readTown } from '../register/town.ts';
import { coefficientAt, planLeaks } from './leak-plan.ts';

describe('the planned leaks', () => {
  const { network } = readTown(readFileSync(NETWORK_FILE, 'utf8'), 'demo-town.inp');

  it('open once, never shrink before the repair, and end after they began', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 2, max: 120 }), (seed, days) => {
        for (const leak of planLeaks(seed, days * STEPS_PER_DAY, network)) {
          const end = leak.endStep ?? days * STEPS_PER_DAY;
          expect(end).toBeGreaterThan(leak.startStep);
          expect(coefficientAt(leak, leak.startStep - 1)).toBe(0);
          expect(leak.endStep === null ? 0 : coefficientAt(leak, leak.endStep)).toBe(0);
          const first = coefficientAt(leak, leak.startStep);
          expect(first).toBeGreaterThan(0);
          expect(coefficientAt(leak, end - 1)).toBeGreaterThanOrEqual(first);
          expect(coefficientAt(leak, end - 1)).toBeLessThanOrEqual(leak.coefficient);
        }
      }),
      { numRuns: 50 },
    );
  });
});
