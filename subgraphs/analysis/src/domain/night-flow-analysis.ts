import {
  lengthKm,
  linearTrend,
  unavoidableBackgroundLeakage,
  type LinearTrend,
} from '@waris/water-loss';
import type { Dma } from './dma.ts';

/** Mean length of a month. */
const daysOfMonth = 365.25 / 12;
/** The best class of the utility's targets ends here. */
const bestClassLitresPerConnectionPerHour = 3;

export type NightFlowTrend = {
  readonly changePerMonthM3PerHour: number;
  readonly changePerMonthMargin95M3PerHour: number;
  readonly significant: boolean;
  readonly nightCount: number;
};

/** How the night flow changes per month. Null with fewer than eight nights. */
export function nightFlowTrend(flows: Float64Array): NightFlowTrend | null {
  const trend: LinearTrend | null = linearTrend(flows);
  return trend === null
    ? null
    : {
        changePerMonthM3PerHour: trend.slopePerDay * daysOfMonth,
        changePerMonthMargin95M3PerHour: trend.slopeMargin95PerDay * daysOfMonth,
        significant: trend.significant,
        nightCount: trend.count,
      };
}

/** Leakage that no search finds, at the pressure of the night. Null where the network is unknown. */
export function backgroundOf(dma: Dma, nightPressureM: number | null): number | null {
  const pressure = nightPressureM ?? dma.averagePressureM;
  if (dma.connections === null || dma.mainsLengthKm === null) return null;
  if (pressure === null || pressure < 0) return null;
  return unavoidableBackgroundLeakage(
    {
      connections: dma.connections,
      mainsLengthKm: lengthKm(dma.mainsLengthKm),
      privatePipeLengthKm: lengthKm(dma.privatePipeLengthKm ?? 0),
    },
    pressure,
  );
}

/** What must be saved to come into the best target class; 0 or less when it is reached. */
export function reductionToTarget(
  meanMinimumNightFlowM3PerHour: number | null,
  connections: number | null,
): number | null {
  if (meanMinimumNightFlowM3PerHour === null || connections === null) return null;
  const target = (bestClassLitresPerConnectionPerHour * connections) / 1000;
  return meanMinimumNightFlowM3PerHour - target;
}

export const minusEach = (column: Float64Array, amount: number | null): Float64Array =>
  column.map((value) => (amount === null ? Number.NaN : value - amount));
