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
    oldestCalibrationOn: null,
  };
  const present = inflowM3 === null ? 0 : 240;
  const inflow = [{ expectedHours: 240, presentHours: present, volumeM3: inflowM3 ?? 0 }];
  const customers = {
    meters: 1,
    metersWithoutReadings: 0,
    coveredSeconds: 864_000,
    volumeM3: billedM3,
    registersThatWentBack: 0,
  };
  const readings = { inflow, customers, meanPressureM: null, entered: [] };
  return { code, connections, balance: dmaBalance(dma, period, readings, choice) };
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
