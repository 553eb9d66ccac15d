import fc from 'fast-check';
import { dayOf, daySigma, leaksOf, makeInflow } from './burst.testkit.ts';
import { createBurstDetector } from './burst-detector.ts';
import { detectBursts } from './detect-bursts.ts';

const hour = { startAt: 0, intervalSeconds: 3600 };
const dayMs = 86_400_000;
const seeds = fc.integer({ min: 1, max: 1_000_000 });
const aLeak = fc
  .record({
    from: fc.double({ min: 30, max: 70, noNaN: true }),
    sizeM3PerHour: fc.double({ min: 0, max: 40, noNaN: true }),
  })
  .map(({ from, sizeM3PerHour }) => ({ from, to: from + 30, sizeM3PerHour }));

describe('properties of burst detection', () => {
  it('feeding one day at a time equals the batch, so nothing looks ahead', () => {
    fc.assert(
      fc.property(seeds, aLeak, (seed, leak) => {
        const flows = makeInflow(seed, 110, [leak]);
        const detector = createBurstDetector();
        for (let day = 0; day < 110; day += 1) {
          const netInflowM3PerHour = Array.from(flows.subarray(day * 24, (day + 1) * 24));
          detector.addDay({ startAt: day * dayMs, netInflowM3PerHour });
          // What is known at the end of a day is what the batch of the days so far tells.
          if (day % 37 !== 0) continue;
          const soFar = detectBursts({
            ...hour,
            netInflowM3PerHour: flows.subarray(0, (day + 1) * 24),
          });
          expect(detector.events()).toEqual(soFar);
        }
        expect(detector.events()).toEqual(detectBursts({ ...hour, netInflowM3PerHour: flows }));
      }),
      { numRuns: 10 },
    );
  });

  it('a change of unit changes sizes and nothing else', () => {
    fc.assert(
      fc.property(seeds, aLeak, fc.integer({ min: -6, max: 6 }), (seed, leak, power) => {
        const flows = makeInflow(seed, 110, [leak]);
        // A power of two: exact in floating point, so that no alarm hangs on rounding.
        const factor = 2 ** power;
        const events = leaksOf(detectBursts({ ...hour, netInflowM3PerHour: flows }));
        const scaled = leaksOf(
          detectBursts({ ...hour, netInflowM3PerHour: flows.map((flow) => flow * factor) }),
        );
        const times = (leaks: typeof events) =>
          leaks.map(({ startAt, alarmAt, endAt, test }) => ({ startAt, alarmAt, endAt, test }));
        expect(times(scaled)).toEqual(times(events));
        for (const [index, leak] of scaled.entries()) {
          expect(leak.sizeM3PerHour).toBeCloseTo(factor * (events[index]?.sizeM3PerHour ?? 0), 6);
        }
      }),
      { numRuns: 15 },
    );
  });

  it('a shift by whole weeks shifts the events by as much', () => {
    fc.assert(
      fc.property(seeds, aLeak, fc.integer({ min: -200, max: 2000 }), (seed, leak, weeks) => {
        const netInflowM3PerHour = makeInflow(seed, 110, [leak]);
        const by = weeks * 7 * dayMs;
        const events = detectBursts({ ...hour, netInflowM3PerHour });
        const shifted = detectBursts({ ...hour, startAt: by, netInflowM3PerHour });
        expect(shifted.map(({ alarmAt }) => alarmAt)).toEqual(
          events.map(({ alarmAt }) => alarmAt + by),
        );
      }),
      { numRuns: 15 },
    );
  });

  it('a clear step of 5 deviations or more is found within 3 days once 9 weeks are known', () => {
    fc.assert(
      fc.property(
        seeds,
        fc.integer({ min: 63, max: 110 }),
        fc.double({ min: 5, max: 25, noNaN: true }),
        (seed, from, sigmas) => {
          // A day's noise is that of the day and that of 24 hours.
          const sigma = Math.hypot(daySigma, 4 / Math.sqrt(24));
          const leak = { from, to: 130, sizeM3PerHour: sigmas * sigma };
          const netInflowM3PerHour = makeInflow(seed, 130, [leak]);
          const days = leaksOf(detectBursts({ ...hour, netInflowM3PerHour }))
            .map(({ alarmAt }) => dayOf(alarmAt) - from)
            .filter((delay) => delay > 0);
          expect(days[0]).toBeLessThanOrEqual(3);
        },
      ),
      { numRuns: 40, seed: 1 },
    );
  });

  it('raises less than half a false alarm a year on season, pattern and noise', () => {
    const years = 30;
    let alarms = 0;
    for (let seed = 1; seed <= years; seed += 1) {
      const netInflowM3PerHour = makeInflow(7919 * seed, 365);
      alarms += leaksOf(detectBursts({ ...hour, netInflowM3PerHour })).length;
    }
    expect(alarms / years).toBeLessThan(0.5);
  });

  it('raises nothing on a signal without noise', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 50, max: 300 }), { minLength: 168, maxLength: 168 }),
        (week) => {
          const netInflowM3PerHour = Array.from(
            { length: 100 * 24 },
            // A hair of difference from hour to hour: a real meter is never stuck at a whole number.
            (_, index) => (week[index % 168] ?? 0) + (index % 2) / 1000,
          );
          expect(leaksOf(detectBursts({ ...hour, netInflowM3PerHour }))).toEqual([]);
        },
      ),
      { numRuns: 20 },
    );
  });
});
