import fc from 'fast-check';
import type { WaterBalance } from './balance.ts';
import { lossRanking, priorityWeights } from './loss-ranking.ts';
import { lossSaving, urgencyOf, type LossSaving } from './loss-saving.ts';

type Given = {
  readonly ratio: number | null;
  readonly volume: number;
  readonly index: number | null;
  readonly saved?: number;
  readonly urgency?: number | null;
  readonly warnings?: readonly { readonly code: string; readonly message: string }[];
};

const noInlet = { code: 'NO_INLET_METER', message: 'No meter feeds the DMA.' };
const indicative = { code: 'LEAKAGE_INDEX_INDICATIVE', message: 'ILI is indicative.' };

function candidate(
  code: string,
  { ratio, volume, index, saved, urgency = null, warnings = [indicative] }: Given,
) {
  const dma = {
    id: code,
    code,
    regionId: '',
    branchId: '',
    timeZone: 'UTC',
    connections: null,
    mainsLengthKm: 10,
    privatePipeLengthKm: null,
    averagePressureM: null,
    population: null,
    hasInlet: true,
    hasOutlet: false,
    oldestCalibrationOn: null,
  };
  // The ranking reads these figures alone.
  const balance = {
    volumes: { nonRevenueWaterRatio: ratio, nonRevenueWaterM3: volume },
    indicators: { infrastructureLeakageIndex: index },
    warnings,
  } as unknown as WaterBalance;
  return { dma, balance, saving: saved === undefined ? null : savingOf(saved), urgency };
}

function savingOf(savedM3PerYear: number, money: Partial<LossSaving> = {}): LossSaving {
  return {
    savedM3PerYear,
    savedMargin95M3PerYear: null,
    savedAmount: null,
    currency: null,
    leakControlCostAmount: null,
    ...money,
  };
}

describe('lossRanking', () => {
  it('weighs five parts by the procedure, each against the greatest', () => {
    const { ranked } = lossRanking([
      candidate('A', { ratio: 0.2, volume: 100, index: 2, saved: 1000, urgency: 0.5 }),
      candidate('B', { ratio: 0.4, volume: 50, index: 4, saved: 500, urgency: 0 }),
      candidate('C', { ratio: 0.1, volume: 10, index: 1, saved: 0, urgency: 1 }),
    ]);
    expect(Object.values(priorityWeights).reduce((sum, each) => sum + each, 0)).toBe(100);
    expect(ranked.map((each) => [each.dma.code, each.rank, each.priorityScore])).toEqual([
      ['A', 1, 15 + 25 + 10 + 15 + 5],
      // 30 + 12.5 + 20 + 7.5 comes to the same.
      ['B', 1, 70],
      ['C', 3, 7.5 + 2.5 + 5 + 0 + 10],
    ]);
  });

  it('leaves out what is unknown, and its weight with it', () => {
    const whole = { ratio: 0.4, volume: 50, saved: 500, urgency: 1 };
    const { ranked } = lossRanking([
      candidate('A', { ...whole, index: 4 }),
      candidate('B', { ...whole, index: null, urgency: null }),
    ]);
    expect(ranked.map((each) => each.priorityScore)).toEqual([100, 100]);
    expect(ranked.map((each) => each.rank)).toEqual([1, 1]);
    const missing = ranked[1]?.parts.filter((part) => part.partScore === null);
    expect(missing?.map((part) => part.criterion)).toEqual(['LEAKAGE_INDEX', 'URGENCY']);
  });

  it('lists those whose non-revenue water is unknown apart, with the reason', () => {
    const { ranked, unranked } = lossRanking([
      candidate('A', { ratio: 0.4, volume: 50, index: 4 }),
      candidate('X', { ratio: null, volume: 50, index: 4, warnings: [indicative, noInlet] }),
      candidate('Y', { ratio: null, volume: 50, index: 4 }),
    ]);
    expect(ranked.map((each) => each.dma.code)).toEqual(['A']);
    expect(unranked).toEqual([
      { dmaCode: 'X', reasons: ['No meter feeds the DMA.'] },
      { dmaCode: 'Y', reasons: ['Its non-revenue water is unknown.'] },
    ]);
  });

  it('asks about bills in another unit before it compares them', () => {
    const inThousands = { code: 'BILLING_UNIT_DOUBTFUL', message: 'Are the bills in L?' };
    const { ranked, unranked } = lossRanking([
      candidate('A', { ratio: 0.4, volume: 50, index: 4 }),
      candidate('X', { ratio: 0.999, volume: 9000, index: 90, warnings: [inThousands] }),
    ]);
    expect(ranked.map((each) => [each.dma.code, each.priorityScore])).toEqual([['A', 100]]);
    expect(unranked).toEqual([{ dmaCode: 'X', reasons: ['Are the bills in L?'] }]);
  });

  it('leaves the index and saving that a pressure in another unit would make out', () => {
    const inBar = { code: 'PRESSURE_UNIT_DOUBTFUL', message: 'Is it in bar?' };
    const { ranked } = lossRanking([
      candidate('A', { ratio: 0.4, volume: 50, index: 4, saved: 100 }),
      candidate('X', { ratio: 0.2, volume: 25, index: 40, saved: 5000, warnings: [inBar] }),
    ]);
    expect(ranked.map((each) => [each.dma.code, each.priorityScore])).toEqual([
      ['A', 100],
      ['X', 50],
    ]);
    expect(ranked[1]?.saving).toBeNull();
    const missing = ranked[1]?.parts.filter((part) => part.partScore === null);
    expect(missing?.map((part) => part.criterion)).toEqual([
      'LEAKAGE_INDEX',
      'RETURN_ON_INVESTMENT',
      'URGENCY',
    ]);
  });

  it('gives nothing for negative figures', () => {
    const { ranked } = lossRanking([candidate('A', { ratio: -0.1, volume: -5, index: -1 })]);
    expect(ranked[0]?.priorityScore).toBe(0);
  });

  it('compares returns in money only where all have prices and one currency', () => {
    const money = { savedAmount: 100, currency: 'THB', leakControlCostAmount: 50 };
    const of = (...savings: LossSaving[]) =>
      lossRanking(
        savings.map((saving, index) => ({
          ...candidate(`D${index}`, { ratio: 0.2, volume: 10, index: 2 }),
          saving,
        })),
      ).returnBasis;
    expect(of(savingOf(1, money), savingOf(2, money))).toBe('MONEY');
    expect(of(savingOf(1, money), savingOf(2))).toBe('VOLUME_PER_KM');
    expect(of(savingOf(1, money), savingOf(2, { ...money, currency: 'USD' }))).toBe(
      'VOLUME_PER_KM',
    );
  });

  it('keeps every score within 0 to 100 and the order of the scores', () => {
    const figure = fc.double({ min: -1, max: 5, noNaN: true });
    const given = fc.record({ ratio: figure, volume: figure, index: fc.option(figure) });
    fc.assert(
      fc.property(fc.array(given, { minLength: 1, maxLength: 8 }), (all) => {
        const { ranked } = lossRanking(all.map((each, index) => candidate(`D${index}`, each)));
        for (const [index, { priorityScore }] of ranked.entries()) {
          expect(priorityScore).toBeGreaterThanOrEqual(0);
          expect(priorityScore).toBeLessThanOrEqual(100 + 1e-9);
          expect(priorityScore).toBeLessThanOrEqual(ranked[index - 1]?.priorityScore ?? 101);
        }
      }),
    );
  });
});

describe('lossSaving', () => {
  const { dma } = candidate('A', { ratio: 0.1, volume: 1, index: 1 });
  const balance = {
    indicators: { currentAnnualRealLossesM3: 5000, unavoidableAnnualRealLossesM3: 1000 },
    quality: {
      margins: { currentAnnualRealLossesM3: 300, unavoidableAnnualRealLossesM3: 200 },
    },
  } as unknown as WaterBalance;
  const settings = {
    currency: 'THB',
    retailPerM3: 20,
    productionPerM3: 8,
    valueLossesAt: 'production',
    annualOperatingCost: null,
    leakControlCostPerKm: 1500,
  } as const;

  it('is what real losses exceed the target by, with its margin and worth', () => {
    expect(lossSaving(dma, balance, settings, 2)).toEqual({
      savedM3PerYear: 3000,
      savedMargin95M3PerYear: 500,
      savedAmount: 24_000,
      currency: 'THB',
      leakControlCostAmount: 15_000,
    });
    expect(lossSaving(dma, balance, null, 2)).toMatchObject({ savedAmount: null, currency: null });
    expect(lossSaving(dma, balance, settings, 6)?.savedM3PerYear).toBe(0);
  });
});

describe('urgencyOf', () => {
  const nights = (before: number, after: number) =>
    Float64Array.from({ length: 28 }, (_, index) => (index < 21 ? before : after));

  it('runs from 0 for a steady night flow to 1 for one that has doubled', () => {
    expect(urgencyOf(nights(10, 10))).toBe(0);
    expect(urgencyOf(nights(10, 15))).toBeCloseTo(0.5, 9);
    expect(urgencyOf(nights(10, 40))).toBe(1);
    expect(urgencyOf(nights(10, 5))).toBe(0);
  });

  it('is unknown from fewer than 14 nights or without a baseline', () => {
    expect(urgencyOf(Float64Array.from({ length: 13 }, () => 5))).toBeNull();
    expect(urgencyOf(nights(0, 5))).toBeNull();
  });
});
