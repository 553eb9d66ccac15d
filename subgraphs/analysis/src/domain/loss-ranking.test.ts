import type { WaterBalance } from './balance.ts';
import { lossRanking } from './loss-ranking.ts';

function candidate(code: string, ratio: number | null, volume: number, index: number | null) {
  const dma = {
    id: code,
    code,
    regionId: '',
    branchId: '',
    timeZone: 'UTC',
    connections: null,
    mainsLengthKm: null,
    privatePipeLengthKm: null,
    averagePressureM: null,
    population: null,
    hasInlet: true,
    oldestCalibrationOn: null,
  };
  // The ranking reads these figures alone.
  const balance = {
    volumes: { nonRevenueWaterRatio: ratio, nonRevenueWaterM3: volume },
    indicators: { infrastructureLeakageIndex: index },
  } as WaterBalance;
  return { dma, balance };
}

describe('lossRanking', () => {
  it('weighs share, volume and index against the greatest of each', () => {
    const { ranked } = lossRanking([
      candidate('A', 0.2, 100, 2),
      candidate('B', 0.4, 50, 4),
      candidate('C', 0.1, 10, 1),
    ]);
    expect(ranked.map((each) => [each.dma.code, each.rank])).toEqual([
      ['B', 1],
      ['A', 2],
      ['C', 3],
    ]);
    expect(ranked[0]?.priorityScore).toBeCloseTo(((30 + 12.5 + 20) / 75) * 100, 12);
    expect(ranked[1]?.priorityScore).toBeCloseTo(((15 + 25 + 10) / 75) * 100, 12);
  });

  it('lists those that lack a figure apart and shares ranks between equals', () => {
    const { ranked, unrankedDmaCodes } = lossRanking([
      candidate('B', 0.4, 50, 4),
      candidate('A', 0.4, 50, 4),
      candidate('X', null, 50, 4),
      candidate('Y', 0.4, 50, null),
    ]);
    expect(ranked.map((each) => [each.dma.code, each.rank])).toEqual([
      ['A', 1],
      ['B', 1],
    ]);
    expect(unrankedDmaCodes).toEqual(['X', 'Y']);
  });

  it('gives nothing for negative figures', () => {
    const { ranked } = lossRanking([candidate('A', -0.1, -5, -1)]);
    expect(ranked[0]?.priorityScore).toBe(0);
  });
});
