import fc from 'fast-check';
import { areaNightFlow } from './area-night-flow.ts';
import { defaultNightUse, legitimateUseOf, problemWithNightUse } from './legitimate-night-use.ts';
import { reductionToTarget } from './night-flow-analysis.ts';
import { defaultNightFlowAssumptions, nightFlowSeries } from './night-flow.ts';

const dma = {
  id: 'd',
  code: 'D',
  regionId: 'r',
  branchId: 'b',
  timeZone: 'UTC',
  connections: 1000,
  mainsLengthKm: 10,
  privatePipeLengthKm: 0,
  averagePressureM: 50,
  population: 3000,
  hasInlet: true,
  hasOutlet: false,
  oldestCalibrationOn: null,
};

const dayMs = 86_400_000;
const startMs = Date.parse('2026-01-01T00:00:00Z');

/** A DMA with a steady flow on each day; null for a day that was not read. */
function seriesOf(code: string, flows: readonly (number | null)[]) {
  const days = flows.map((_, index) => ({
    date: new Date(startMs + index * dayMs).toISOString().slice(0, 10),
    startMs: startMs + index * dayMs,
    endMs: startMs + (index + 1) * dayMs,
    offsetMs: 0,
  }));
  const values = Float64Array.from(
    flows.flatMap((flow) => Array<number>(96).fill(flow ?? Number.NaN)),
  );
  const facts = {
    dma: { ...dma, code },
    days,
    grid: { startMs, stepSeconds: 900, values },
    factor: { hours: 24, measured: false },
    nightPressureM: null,
  };
  return { code, connections: 1000, series: nightFlowSeries(facts, 'FIXED_WINDOW') };
}

describe('areaNightFlow', () => {
  it('is the sum of its DMAs, day by day', () => {
    const flow = fc.double({ min: 0, max: 100, noNaN: true });
    fc.assert(
      fc.property(fc.array(fc.tuple(flow, flow), { minLength: 1, maxLength: 5 }), (pairs) => {
        const dmas = pairs.map((flows, index) => seriesOf(`D${index}`, flows));
        const area = areaNightFlow('FIXED_WINDOW', dmas);
        for (const day of [0, 1]) {
          const sum = pairs.reduce((total, flows) => total + (flows[day] ?? 0), 0);
          expect(area.minimumNightFlowM3PerHour[day]).toBeCloseTo(sum, 9);
          expect(area.netNightFlowM3PerHour[day]).toBeCloseTo(sum - pairs.length, 9);
        }
        expect(area.missingDmaCodes).toEqual([]);
      }),
    );
  });

  it('is unknown on a day that one DMA lacks, and names that DMA', () => {
    const area = areaNightFlow('FIXED_WINDOW', [seriesOf('A', [5, 6]), seriesOf('B', [4, null])]);
    expect([...area.minimumNightFlowM3PerHour]).toEqual([9, Number.NaN]);
    expect([area.coveredDmaCodes, area.missingDmaCodes]).toEqual([['A'], ['B']]);
    expect(area.warnings.map((warning) => [warning.code, warning.message.slice(0, 4)])).toEqual([
      ['FLAT_NIGHT_DAY_FACTOR', 'A, B'],
      ['DAYS_INCOMPLETE', 'B: 1'],
    ]);
  });

  it('tells class, background, excess and what the best class asks for', () => {
    const area = areaNightFlow('FIXED_WINDOW', [seriesOf('A', [5]), seriesOf('B', [4])]);
    expect(area).toMatchObject({
      litresPerConnectionPerHour: 4.5,
      targetClass: 'from-3-to-5',
      reductionToTargetM3PerHour: 3,
      // (20·10 + 1.25·1000) L/h at 50 m, twice.
      backgroundLeakageM3PerHour: expect.closeTo(2.9, 9),
    });
    expect(area.excessNightFlowM3PerHour[0]).toBeCloseTo(9 - 2 - 2.9, 9);
  });

  it('draws a trend from eight nights on', () => {
    const rising = Array.from({ length: 10 }, (_, day) => 5 + day * 0.1);
    const { trend } = areaNightFlow('FIXED_WINDOW', [seriesOf('A', rising)]);
    expect(trend).toMatchObject({
      changePerMonthM3PerHour: expect.closeTo((0.1 * 365.25) / 12, 9),
      significant: true,
      nightCount: 10,
    });
    expect(areaNightFlow('FIXED_WINDOW', [seriesOf('A', [1, 2, 3])]).trend).toBeNull();
  });
});

describe('legitimate night use', () => {
  it('comes from connections or from people, with users that are known', () => {
    expect(legitimateUseOf(dma, defaultNightUse)).toBe(1);
    const people = { ...defaultNightUse, legitimateUseFrom: 'POPULATION' as const };
    // 6 % of 3,000 flush 10 L.
    expect(legitimateUseOf(dma, people)).toBeCloseTo(1.8, 9);
    const hotels = { nonResidentialUsers: 20, nonResidentialUserM3PerHour: 0.005 };
    expect(legitimateUseOf(dma, { ...people, ...hotels, exceptionalM3PerHour: 2 })).toBeCloseTo(
      3.9,
      9,
    );
    expect(legitimateUseOf({ ...dma, population: null }, people)).toBeNull();
    expect(legitimateUseOf({ ...dma, connections: null }, defaultNightUse)).toBeNull();
  });

  it('refuses figures out of range', () => {
    expect(problemWithNightUse(defaultNightFlowAssumptions)).toBeNull();
    expect(problemWithNightUse({ activeAtNightRatio: 1.5 })).toContain('activeAtNightRatio');
    expect(problemWithNightUse({ exceptionalM3PerHour: -1 })).toContain('exceptionalM3PerHour');
  });

  it('asks for nothing without connections', () => {
    expect(reductionToTarget(5, null)).toBeNull();
    expect(reductionToTarget(2, 1000)).toBe(-1);
  });
});
