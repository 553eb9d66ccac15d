import fc from 'fast-check';
import { localDayEdges } from './local-days.ts';
import { startOfDayMs } from './touched-days.ts';

describe('localDayEdges', () => {
  it('covers the days of UTC with days of the place, whatever its clock does', () => {
    const zones = ['Asia/Bangkok', 'Europe/Rome', 'America/St_Johns', 'Pacific/Kiritimati', 'UTC'];
    fc.assert(
      fc.property(
        fc.constantFrom(...zones),
        fc.integer({ min: 15_000, max: 21_000 }),
        fc.integer({ min: 0, max: 5 }),
        (timeZone, firstDay, more) => {
          const run = { firstDay, lastDay: firstDay + more };
          const edges = localDayEdges(run, timeZone);
          expect(edges[0]).toBeLessThanOrEqual(startOfDayMs(run.firstDay));
          expect(edges[1]).toBeGreaterThan(startOfDayMs(run.firstDay));
          expect(edges.at(-1)).toBeGreaterThanOrEqual(startOfDayMs(run.lastDay + 1));
          expect(edges.at(-2)).toBeLessThan(startOfDayMs(run.lastDay + 1));
          edges.slice(1).forEach((edge, i) => {
            const hours = (edge - (edges[i] ?? 0)) / 3_600_000;
            expect([23, 23.5, 24, 24.5, 25]).toContain(hours);
          });
        },
      ),
    );
  });
});
