import fc from 'fast-check';
import { areaBalance } from './area-balance.ts';
import { policyWith } from './balance-policy.ts';
import { dmaBalance } from './dma-balance.ts';

const period = {
  from: new Date('2026-01-01T00:00:00Z'),
  to: new Date('2026-01-11T00:00:00Z'),
};
const choice = { policy: policyWith(0.02), bandMatrix: 'low-middle-income' } as const;

/** A DMA with this inflow and these bills in ten days; null for one that was not read. */
function balanceOf(code: string, inflowM3: number | null, billedM3: number, connections = 1000) {
  const dma = {
    id: code,
    code,
    regionId: 'r',
    branchId: 'b',
    timeZone: 'UTC',
    connections,
    mainsLengthKm: 10,
    privatePipeLengthKm: 0,
    averagePressureM: 30,
    population: null,
    hasInlet: true,
    hasOutlet: false,
    oldestCalibrationOn: null,
  };
  const present = inflowM3 === null ? 0 : 240;
  const inflow = [
    { expectedHours: 240, presentHours: present, readHours: present, volumeM3: inflowM3 ?? 0 },
  ];
  const customers = {
    meters: 1,
    metersWithoutReadings: 0,
    wantedSeconds: 864_000,
    coveredSeconds: 864_000,
    volumeM3: billedM3,
    spreadMargin95M3: 0,
    registersThatWentBack: 0,
  };
  const readings = { inflow, customers, meanPressureM: null, entered: [] };
  return {
    code,
    connections,
    mainsLengthKm: 10,
    balance: dmaBalance(dma, period, readings, choice),
  };
}

const volume = fc.double({ min: 0, max: 1e6, noNaN: true });

describe('the balance of a DMA', () => {
  it('accounts for all water: what came in was consumed or lost', () => {
    fc.assert(
      fc.property(volume, volume, (inflow, billed) => {
        const { volumes } = balanceOf('A', inflow, billed).balance;
        const consumed = Number(volumes.authorisedConsumptionM3);
        const lost = Number(volumes.apparentLossesM3) + Number(volumes.realLossesM3);
        expect(consumed + lost).toBeCloseTo(inflow, 6);
        expect(Number(volumes.revenueWaterM3) + Number(volumes.nonRevenueWaterM3)).toBeCloseTo(
          inflow,
          6,
        );
      }),
    );
  });
});

describe('areaBalance', () => {
  it('is the plain sum of every figure in the order given', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(volume, volume), { minLength: 1, maxLength: 8 }), (pairs) => {
        const dmas = pairs.map(([inflow, billed], index) => balanceOf(`D${index}`, inflow, billed));
        const area = areaBalance(period, dmas, 'low-middle-income');
        for (const name of ['waterSuppliedM3', 'realLossesM3', 'apparentLossesM3'] as const) {
          const sum = dmas.reduce((total, each) => total + Number(each.balance.volumes[name]), 0);
          expect(area.volumes[name]).toBe(sum);
        }
        expect(area.coveredDmaCodes).toHaveLength(pairs.length);
      }),
    );
  });

  it('adds up from DMAs to branches to a region to the last digit, in any order', () => {
    const names = [
      'waterSuppliedM3',
      'billedMeteredM3',
      'unbilledUnmeteredM3',
      'unauthorisedConsumptionM3',
      'customerMeterInaccuracyM3',
      'dataHandlingErrorsM3',
      'authorisedConsumptionM3',
      'revenueWaterM3',
      'waterLossesM3',
      'apparentLossesM3',
      'realLossesM3',
      'nonRevenueWaterM3',
    ] as const;
    const branches = fc.array(fc.array(fc.tuple(volume, volume), { minLength: 1, maxLength: 5 }), {
      minLength: 1,
      maxLength: 5,
    });
    fc.assert(
      fc.property(branches, (pairs) => {
        const dmas = pairs.map((branch, at) =>
          branch.map(([inflow, billed], index) => balanceOf(`B${at}-${index}`, inflow, billed)),
        );
        const ofBranches = dmas.map((branch) => areaBalance(period, branch, 'high-income'));
        const region = areaBalance(period, dmas.flat(), 'high-income');
        const reversed = areaBalance(period, dmas.flat().toReversed(), 'high-income');
        for (const name of names) {
          const sum = ofBranches.reduce((total, each) => total + Number(each.volumes[name]), 0);
          expect([name, region.volumes[name]]).toEqual([name, sum]);
          expect([name, reversed.volumes[name]]).toEqual([name, sum]);
        }
        const { volumes, indicators } = region;
        // Within the area components make up the totals as exactly.
        expect(Number(volumes.revenueWaterM3) + Number(volumes.nonRevenueWaterM3)).toBe(
          volumes.waterSuppliedM3,
        );
        expect(Number(volumes.apparentLossesM3) + Number(volumes.realLossesM3)).toBe(
          volumes.waterLossesM3,
        );
        for (const name of [
          'currentAnnualRealLossesM3',
          'unavoidableAnnualRealLossesM3',
        ] as const) {
          const sum = ofBranches.reduce((total, each) => total + Number(each.indicators[name]), 0);
          expect([name, indicators[name]]).toEqual([name, sum]);
        }
      }),
    );
  });

  it('is known relatively better than its DMAs, and never worse', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(volume, volume), { minLength: 2, maxLength: 6 }), (pairs) => {
        const dmas = pairs.map(([inflow, billed], index) => balanceOf(`D${index}`, inflow, billed));
        const { margins } = areaBalance(period, dmas, 'high-income').quality;
        const parts = dmas.map((each) => Number(each.balance.quality.margins.realLossesM3));
        const area = Number(margins.realLossesM3);
        expect(area).toBeLessThanOrEqual(parts.reduce((sum, each) => sum + each, 0) * (1 + 1e-9));
        expect(area).toBeGreaterThanOrEqual(Math.max(...parts) * (1 - 1e-9));
      }),
    );
  });

  it('is unknown in each figure that one DMA lacks, and no other', () => {
    const dmas = [balanceOf('A', 100, 60), balanceOf('B', null, 40)];
    const area = areaBalance(period, dmas, 'low-middle-income');
    expect(area.volumes).toMatchObject({
      waterSuppliedM3: null,
      realLossesM3: null,
      nonRevenueWaterRatio: null,
      billedMeteredM3: 100,
    });
    expect(area.indicators).toMatchObject({
      infrastructureLeakageIndex: null,
      realLossesLitresPerConnectionPerDay: null,
      unavoidableAnnualRealLossesM3: expect.closeTo(2 * 980 * 30 * 0.365, 6),
    });
    expect([area.coveredDmaCodes, area.missingDmaCodes]).toEqual([['A'], ['B']]);
    expect(area.warnings.map((warning) => warning.code)).toContain('DMAS_MISSING');
  });

  it('takes ratios of sums, not means of ratios', () => {
    const dmas = [balanceOf('A', 1000, 500, 4000), balanceOf('B', 100, 90, 1000)];
    const area = areaBalance(period, dmas, 'high-income');
    expect(area.volumes.nonRevenueWaterRatio).toBeCloseTo(510 / 1100, 12);
    expect(area.indicators.realLossesLitresPerConnectionPerDay).toBeCloseTo(
      (Number(area.volumes.realLossesM3) * 1000) / 10 / 5000,
      9,
    );
    expect(area.indicators.bandMatrix).toBe('high-income');
    const sparse = areaBalance(period, [balanceOf('A', 1000, 500, 100)], 'high-income');
    expect(sparse.indicators).toMatchObject({
      realLossesLitresPerConnectionPerDay: null,
      realLossesM3PerKmPerDay: expect.closeTo(Number(sparse.volumes.realLossesM3) / 10 / 10, 9),
    });
  });

  it('names each kind of warning once, with the DMAs it is about', () => {
    const dmas = Array.from({ length: 12 }, (_, index) => balanceOf(`D${index}`, null, 1));
    const { warnings } = areaBalance(period, dmas, 'low-middle-income');
    const codes = warnings.map((warning) => warning.code);
    expect(new Set(codes).size).toBe(codes.length);
    const unread = warnings.find((warning) => warning.code === 'NO_FLOW_READINGS');
    expect(unread?.message).toMatch(/^D0, D1, .* and 2 more/u);
  });
});
