import {
  currentAnnualRealLosses,
  dataValidity,
  marginOfIndex,
  marginOfNrwRatio,
  marginsOfBalance,
  uarlMargin95Ratio,
  type AuditInput,
  type BalanceComponent,
  type BalanceComponents,
  type BalanceMargins as VolumeMargins,
  type DataValidity,
} from '@waris/water-loss';
import type { BalanceVolumes } from './balance.ts';
import { inputOfComponent, type BalanceInput } from './balance-inputs.ts';
import {
  daysOfAuditYear,
  type LeakageIndicators,
  type NetworkFigures,
} from './leakage-indicators.ts';

/** 95 % margins of a balance in the units of its figures; null where nothing is known of one. */
export type BalanceMargins = VolumeMargins & {
  /** In points of the ratio. */
  readonly nonRevenueWaterRatio: number | null;
  readonly currentAnnualRealLossesM3: number | null;
  readonly unavoidableAnnualRealLossesM3: number | null;
  /** In points of the index. */
  readonly infrastructureLeakageIndex: number | null;
};

/** How well a balance is known, from how well its inputs are. */
export type BalanceQuality = {
  readonly margins: BalanceMargins;
  readonly inputs: readonly BalanceInput[];
  readonly validity: DataValidity | null;
};

const componentNames = Object.keys(inputOfComponent) as readonly BalanceComponent[];

export function qualityOf(
  figures: {
    readonly components: BalanceComponents;
    readonly volumes: BalanceVolumes;
    readonly indicators: LeakageIndicators;
    readonly network: NetworkFigures;
    readonly periodDays: number;
  },
  inputs: readonly BalanceInput[],
): BalanceQuality {
  const { components, volumes, indicators, network } = figures;
  const byInput = new Map(inputs.map((each) => [each.input, each.margin95Ratio]));
  const ratios = Object.fromEntries(
    componentNames.flatMap((name) => {
      const ratio = byInput.get(inputOfComponent[name]) ?? null;
      return ratio === null ? [] : [[name, ratio]];
    }),
  );
  const margins = marginsOfBalance(components, ratios);
  const carl =
    margins.realLossesM3 === null
      ? null
      : currentAnnualRealLosses(margins.realLossesM3, figures.periodDays) * daysOfAuditYear;
  const uarl = uarlMargin(network, indicators, byInput);
  return {
    margins: {
      ...margins,
      nonRevenueWaterRatio: marginOfNrwRatio(volumes, margins),
      currentAnnualRealLossesM3: carl,
      unavoidableAnnualRealLossesM3: uarl,
      infrastructureLeakageIndex: marginOfIndex(
        { value: indicators.currentAnnualRealLossesM3, margin95: carl },
        { value: indicators.unavoidableAnnualRealLossesM3, margin95: uarl },
      ),
    },
    inputs,
    validity: validityOf(inputs),
  };
}

export function validityOf(inputs: readonly BalanceInput[]): DataValidity | null {
  return dataValidity(Object.fromEntries(inputs.map(({ input, grade }) => [input, grade])));
}

function uarlMargin(
  { connections, mainsLengthKm, privatePipeLengthKm, averagePressureM }: NetworkFigures,
  { unavoidableAnnualRealLossesM3: uarl, formula }: LeakageIndicators,
  margins: ReadonlyMap<AuditInput, number | null>,
): number | null {
  if (uarl === null || connections === null) return null;
  if (mainsLengthKm === null || averagePressureM === null) return null;
  const of = (input: AuditInput) => margins.get(input) ?? 0;
  const ratio = uarlMargin95Ratio(
    { connections, mainsLengthKm, privatePipeLengthKm, averagePressureM },
    {
      mainsLength: of('MAINS_LENGTH'),
      connections: of('CONNECTIONS'),
      privatePipeLength: of('PRIVATE_PIPE_LENGTH'),
      averagePressure: of('AVERAGE_PRESSURE'),
    },
    formula,
  );
  return uarl * ratio;
}
