import type { Calculation } from './calculation.ts';

/** Whether new data changed nothing that a reader of the balance would see. */
export function figuresEqual(one: Calculation, other: Calculation): boolean {
  return one.methodVersion === other.methodVersion && figuresOf(one) === figuresOf(other);
}

function figuresOf({ balance, nightFlowLeakage }: Calculation): string {
  const { volumes, systemInput, billedMetered, indicators, quality } = balance;
  // Warnings are left out: a period that has ended since says so without new data.
  return JSON.stringify([
    volumes.waterSuppliedM3,
    volumes.billedMeteredM3,
    volumes.authorisedConsumptionM3,
    volumes.apparentLossesM3,
    volumes.realLossesM3,
    systemInput.completenessRatio,
    systemInput.estimatedRatio,
    billedMetered.coverageRatio,
    billedMetered.metersWithoutReadings,
    indicators.infrastructureLeakageIndex,
    quality.margins.realLossesM3,
    nightFlowLeakage?.leakageM3 ?? null,
    nightFlowLeakage?.nightCount ?? null,
  ]);
}
