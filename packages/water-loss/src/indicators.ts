import { connectionDensityPerKm, minimumDensityPerKm } from './uarl.ts';
import type { LengthKm, PressureM, VolumeM3 } from './units.ts';

function litresPerDay(volumeM3: VolumeM3, periodDays: number): number {
  if (!(periodDays > 0)) throw new RangeError(`A period must be longer than ${periodDays} days.`);
  return (volumeM3 * 1000) / periodDays;
}

/** Apparent losses in litres per connection and day. Null without connections. */
export function unitApparentLosses(
  apparentLossesM3: VolumeM3,
  connections: number,
  periodDays: number,
): number | null {
  return connections > 0 ? litresPerDay(apparentLossesM3, periodDays) / connections : null;
}

export type UnitRealLosses = {
  /** Which figure to compare systems by; the other is null. */
  readonly basis: 'connection' | 'mains-length';
  readonly litresPerConnectionPerDay: number | null;
  readonly litresPerConnectionPerDayPerM: number | null;
  readonly m3PerKmPerDay: number | null;
};

/**
 * Real losses per connection and day where connections are dense enough (20 per km unless told
 * otherwise), else per km of mains (AWWA M36). The figure per metre of pressure is null at 0 m.
 * Null when there are neither connections nor mains. Throws unless the period is above 0 days.
 */
export function unitRealLosses(input: {
  realLossesM3: VolumeM3;
  connections: number;
  mainsLengthKm: LengthKm;
  averagePressureM: PressureM | null;
  periodDays: number;
  minimumDensityPerKm?: number;
}): UnitRealLosses | null {
  const { connections, mainsLengthKm, averagePressureM: pressure } = input;
  const litres = litresPerDay(input.realLossesM3, input.periodDays);
  const density = connectionDensityPerKm(connections, mainsLengthKm);
  if (connections <= 0 && density === null) return null;
  const leastDensity = input.minimumDensityPerKm ?? minimumDensityPerKm;
  if (connections > 0 && (density === null || density >= leastDensity)) {
    const perConnection = litres / connections;
    return {
      basis: 'connection',
      litresPerConnectionPerDay: perConnection,
      litresPerConnectionPerDayPerM:
        pressure === null || pressure <= 0 ? null : perConnection / pressure,
      m3PerKmPerDay: null,
    };
  }
  return {
    basis: 'mains-length',
    litresPerConnectionPerDay: null,
    litresPerConnectionPerDayPerM: null,
    m3PerKmPerDay: litres / 1000 / mainsLengthKm,
  };
}

/** Prices of a m³, in the utility's currency. */
export type WaterPrices = {
  /** What customers pay (CRUC): the worth of apparent losses. */
  readonly retailPerM3: number;
  /** What a further m³ costs to produce (VPC): the worth of real losses and unbilled use. */
  readonly productionPerM3: number;
  /** Where water is short, a m³ saved is sold: real losses and unbilled use at retail price. */
  readonly valueLossesAt: 'production' | 'retail';
};

function pricePerM3(prices: WaterPrices): number {
  return prices.valueLossesAt === 'retail' ? prices.retailPerM3 : prices.productionPerM3;
}

/** Cost of water losses over the period: apparent · retail + real · production (or retail). */
export function lossCost(
  losses: { apparentLossesM3: VolumeM3; realLossesM3: VolumeM3 },
  prices: WaterPrices,
): number {
  return losses.apparentLossesM3 * prices.retailPerM3 + losses.realLossesM3 * pricePerM3(prices);
}

/**
 * Cost of non-revenue water (losses and unbilled consumption) over the cost of running the
 * system in the same period, as a ratio (AWWA audit software 5). Null unless that cost is above 0.
 */
export function nonRevenueWaterCostRatio(
  volumes: { apparentLossesM3: VolumeM3; realLossesM3: VolumeM3; unbilledM3: VolumeM3 },
  prices: WaterPrices,
  operatingCost: number,
): number | null {
  if (!(operatingCost > 0)) return null;
  return (lossCost(volumes, prices) + volumes.unbilledM3 * pricePerM3(prices)) / operatingCost;
}
