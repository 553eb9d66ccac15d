import fc from 'fast-check';
import { systemInputOf } from './system-input.ts';

const hour = (
  presentHours: number,
  volumeM3: number,
  expectedHours = 10,
  readHours = presentHours,
) => ({
  expectedHours,
  presentHours,
  readHours,
  volumeM3,
});
const codesOf = (input: ReturnType<typeof systemInputOf>) => input.warnings.map((w) => w.code);

describe('systemInputOf', () => {
  it('adds up what was read', () => {
    expect(systemInputOf([hour(10, 30), hour(10, 50)], true)).toEqual({
      volumeM3: 80,
      completenessRatio: 1,
      estimatedRatio: 0,
      partialEstimate: null,
      warnings: [],
    });
  });

  it('fills a gap with the mean of its own hour', () => {
    const input = systemInputOf([hour(9, 27), hour(10, 70)], true);
    expect(input.volumeM3).toBeCloseTo(100, 12);
    expect(input.estimatedRatio).toBeCloseTo(0.03, 12);
    expect(codesOf(input)).toEqual(['SYSTEM_INPUT_ESTIMATED']);
  });

  it('is unknown below nine tenths and when an hour was never read', () => {
    const little = systemInputOf([hour(8, 8), hour(9, 9)], true);
    expect([little.volumeM3, codesOf(little)]).toEqual([null, ['SYSTEM_INPUT_INCOMPLETE']]);
    const hours = Array.from({ length: 24 }, (_, index) => hour(index === 3 ? 0 : 10, 10));
    expect(systemInputOf(hours, true).volumeM3).toBeNull();
  });

  it('tells a DMA without an inlet from one without readings', () => {
    expect(codesOf(systemInputOf([hour(10, 1)], false))).toEqual(['NO_INLET_METER']);
    expect(codesOf(systemInputOf([hour(0, 0)], true))).toEqual(['NO_FLOW_READINGS']);
    expect(systemInputOf([], true)).toMatchObject({ volumeM3: null, completenessRatio: 0 });
  });

  it('keeps the volume of a steady flow whatever is missing', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 18, max: 20 }), { minLength: 24, maxLength: 24 }),
        (present) => {
          const input = systemInputOf(
            present.map((hours) => hour(hours, hours * 7, 20)),
            true,
          );
          expect(input.volumeM3).toBeCloseTo(24 * 20 * 7, 6);
        },
      ),
    );
  });

  it('counts what was read within the hours, and what stands in for the rest', () => {
    const most = systemInputOf([hour(10, 100, 10, 9.5)], true);
    expect(most).toMatchObject({ volumeM3: 100, completenessRatio: 0.95 });
    expect(most.estimatedRatio).toBeCloseTo(0.05, 12);
    expect(codesOf(most)).toEqual(['SYSTEM_INPUT_ESTIMATED']);
    // Every hour has a reading, and 60 % of the readings are not there.
    const little = systemInputOf([hour(10, 100, 10, 4)], true);
    expect(little).toMatchObject({
      volumeM3: null,
      completenessRatio: 0.4,
      partialEstimate: { volumeM3: 100, margin95M3: expect.closeTo(18, 9) },
    });
    expect(codesOf(little)).toEqual(['SYSTEM_INPUT_INCOMPLETE']);
  });

  it('tells of 40 % of a period what it may come to, with the margin of the rest, but no total', () => {
    const hours = Array.from({ length: 24 }, (_, index) => ({
      expectedHours: 10,
      presentHours: index < 12 ? 8 : 0,
      readHours: index < 12 ? 8 : 0,
      volumeM3: index < 12 ? 80 : 0,
    }));
    const input = systemInputOf(hours, true);
    expect(input).toMatchObject({
      volumeM3: null,
      completenessRatio: 0.4,
      // 960 m³ were read in 96 of 240 hours; the other 144 are at ± 30 %.
      partialEstimate: {
        volumeM3: expect.closeTo(2400, 9),
        margin95M3: expect.closeTo(432, 9),
      },
    });
    expect(input.warnings[0]?.message).toContain('2400 ± 432 m³');
  });
});
