import {
  lossCost,
  nonRevenueWaterCostRatio,
  unitApparentLosses,
  unitRealLosses,
} from './indicators.ts';
import { lengthKm, pressureM, volumeM3 } from './units.ts';

const prices = { retailPerM3: 20, productionPerM3: 5, valueLossesAt: 'production' as const };
const losses = { apparentLossesM3: volumeM3(100), realLossesM3: volumeM3(1000) };

function unit(connections: number, mains: number, pressure: number | null = 50) {
  return unitRealLosses({
    realLossesM3: volumeM3(36500),
    connections,
    mainsLengthKm: lengthKm(mains),
    averagePressureM: pressure === null ? null : pressureM(pressure),
    periodDays: 365,
  });
}

describe('unit losses', () => {
  it('are per connection in a dense network', () => {
    expect(unit(1000, 50)).toEqual({
      basis: 'connection',
      litresPerConnectionPerDay: 100,
      litresPerConnectionPerDayPerM: 2,
      m3PerKmPerDay: null,
    });
    expect(unit(1000, 0)?.basis).toBe('connection');
    expect(unit(1000, 50, null)?.litresPerConnectionPerDayPerM).toBeNull();
  });

  it('are per km below 20 connections per km', () => {
    expect(unit(999, 50)).toEqual({
      basis: 'mains-length',
      litresPerConnectionPerDay: null,
      litresPerConnectionPerDayPerM: null,
      m3PerKmPerDay: 2,
    });
    expect(unit(0, 50)?.m3PerKmPerDay).toBe(2);
  });

  it('are unknown without a network', () => {
    expect(unit(0, 0)).toBeNull();
    expect(unitApparentLosses(volumeM3(10), 0, 30)).toBeNull();
  });

  it('of apparent losses are per connection and day of the period', () => {
    expect(unitApparentLosses(volumeM3(300), 1000, 30)).toBeCloseTo(10, 9);
    expect(() => unitApparentLosses(volumeM3(300), 1000, 0)).toThrow(RangeError);
  });
});

describe('the cost of losses', () => {
  it('values apparent losses at retail and real ones at production price', () => {
    expect(lossCost(losses, prices)).toBe(7000);
    expect(lossCost(losses, { ...prices, valueLossesAt: 'retail' })).toBe(22000);
  });

  it('is set against the operating cost, unbilled consumption included', () => {
    const volumes = { ...losses, unbilledM3: volumeM3(200) };
    expect(nonRevenueWaterCostRatio(volumes, prices, 80000)).toBe(0.1);
    expect(nonRevenueWaterCostRatio(volumes, prices, 0)).toBeNull();
  });
});
