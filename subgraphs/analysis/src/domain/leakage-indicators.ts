import {
  currentAnnualRealLosses,
  infrastructureLeakageIndex,
  leakageIndexBand,
  unavoidableAnnualRealLosses,
  unitApparentLosses,
  unitRealLosses,
  type BandMatrix,
  type LeakageBand,
  type LengthKm,
  type PressureM,
  type Uarl,
  type UarlFormula,
  type VolumeM3,
} from '@waris/water-loss';

/** Of leap years too. */
export const daysOfAuditYear = 365;

/** The network that losses are judged against; null where it is unknown. */
export type NetworkFigures = {
  readonly connections: number | null;
  readonly mainsLengthKm: LengthKm | null;
  readonly privatePipeLengthKm: LengthKm;
  readonly averagePressureM: PressureM | null;
};

export type LeakageIndicators = {
  readonly unavoidableAnnualRealLossesM3: number | null;
  readonly currentAnnualRealLossesM3: number | null;
  readonly infrastructureLeakageIndex: number | null;
  readonly band: LeakageBand | null;
  readonly bandMatrix: BandMatrix;
  readonly validity: 'valid' | 'indicative' | null;
  readonly validityReason: string | null;
  readonly formula: UarlFormula;
  readonly realLossesLitresPerConnectionPerDay: number | null;
  readonly realLossesM3PerKmPerDay: number | null;
  readonly apparentLossesLitresPerConnectionPerDay: number | null;
};

/** Null when connections, mains length or pressure is unknown. */
export function uarlOf(network: NetworkFigures, formula: UarlFormula): Uarl | null {
  const { connections, mainsLengthKm, privatePipeLengthKm, averagePressureM } = network;
  if (connections === null || mainsLengthKm === null || averagePressureM === null) return null;
  return unavoidableAnnualRealLosses(
    { connections, mainsLengthKm, privatePipeLengthKm, averagePressureM },
    formula,
  );
}

export type LossesOfPeriod = {
  readonly realLossesM3: VolumeM3 | null;
  readonly apparentLossesM3: VolumeM3 | null;
  readonly periodDays: number;
};

/** Indicators of one network; each is null where what it rests on is unknown. */
export function leakageIndicators(
  losses: LossesOfPeriod,
  network: NetworkFigures,
  uarl: Uarl | null,
  choice: { readonly formula: UarlFormula; readonly bandMatrix: BandMatrix },
): LeakageIndicators {
  const unavoidable = uarl?.uarlM3PerDay ?? null;
  const current =
    losses.realLossesM3 === null
      ? null
      : currentAnnualRealLosses(losses.realLossesM3, losses.periodDays);
  const index =
    current === null || unavoidable === null
      ? null
      : infrastructureLeakageIndex(current, unavoidable);
  return {
    unavoidableAnnualRealLossesM3: uarl?.uarlM3PerYear ?? null,
    currentAnnualRealLossesM3: current === null ? null : current * daysOfAuditYear,
    infrastructureLeakageIndex: index,
    ...bandOf(index, choice.bandMatrix),
    validity: uarl?.validity ?? null,
    validityReason: uarl?.reason ?? null,
    formula: choice.formula,
    ...unitLosses(losses, network),
  };
}

export function bandOf(index: number | null, bandMatrix: BandMatrix) {
  return { band: index === null ? null : leakageIndexBand(index, bandMatrix).band, bandMatrix };
}

/** Losses for a connection, or a km of mains, and day. */
export function unitLosses(
  { realLossesM3, apparentLossesM3, periodDays }: LossesOfPeriod,
  { connections, mainsLengthKm, averagePressureM }: NetworkFigures,
) {
  const real =
    realLossesM3 === null || connections === null || mainsLengthKm === null
      ? null
      : unitRealLosses({ realLossesM3, connections, mainsLengthKm, averagePressureM, periodDays });
  return {
    realLossesLitresPerConnectionPerDay: real?.litresPerConnectionPerDay ?? null,
    realLossesM3PerKmPerDay: real?.m3PerKmPerDay ?? null,
    apparentLossesLitresPerConnectionPerDay:
      apparentLossesM3 === null || connections === null
        ? null
        : unitApparentLosses(apparentLossesM3, connections, periodDays),
  };
}
