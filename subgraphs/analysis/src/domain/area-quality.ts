import {
  auditInputs,
  combinedMargin,
  marginOfIndex,
  marginOfNrwRatio,
  volumeM3,
  type AuditInput,
} from '@waris/water-loss';
import type { BalanceVolumes, WaterBalance } from './balance.ts';
import { inputOfComponent, type BalanceInput, type InputSource } from './balance-inputs.ts';
import { validityOf, type BalanceMargins, type BalanceQuality } from './balance-quality.ts';
import type { LeakageIndicators } from './leakage-indicators.ts';

/** How well the balance of an area is known, from those of its DMAs. */
export function areaQuality(
  balances: readonly WaterBalance[],
  volumes: BalanceVolumes,
  indicators: LeakageIndicators,
): BalanceQuality {
  const margins = marginsOf(balances, volumes, indicators);
  const inputs = auditInputs.flatMap((input) => inputOf(input, balances, volumes, margins));
  return { margins, inputs, validity: validityOf(inputs) };
}

/** Errors of different DMAs are independent, so that those of an area are relatively smaller. */
function marginsOf(
  balances: readonly WaterBalance[],
  volumes: BalanceVolumes,
  indicators: LeakageIndicators,
): BalanceMargins {
  const of = (name: keyof BalanceMargins) =>
    combinedMargin(
      balances.map(({ quality }) => {
        const margin = quality.margins[name];
        return margin === null ? null : volumeM3(margin);
      }),
    );
  const summed = {
    waterSuppliedM3: of('waterSuppliedM3'),
    billedMeteredM3: of('billedMeteredM3'),
    billedUnmeteredM3: of('billedUnmeteredM3'),
    unbilledMeteredM3: of('unbilledMeteredM3'),
    unbilledUnmeteredM3: of('unbilledUnmeteredM3'),
    unauthorisedConsumptionM3: of('unauthorisedConsumptionM3'),
    customerMeterInaccuracyM3: of('customerMeterInaccuracyM3'),
    dataHandlingErrorsM3: of('dataHandlingErrorsM3'),
    authorisedConsumptionM3: of('authorisedConsumptionM3'),
    revenueWaterM3: of('revenueWaterM3'),
    waterLossesM3: of('waterLossesM3'),
    apparentLossesM3: of('apparentLossesM3'),
    realLossesM3: of('realLossesM3'),
    nonRevenueWaterM3: of('nonRevenueWaterM3'),
    currentAnnualRealLossesM3: of('currentAnnualRealLossesM3'),
    unavoidableAnnualRealLossesM3: of('unavoidableAnnualRealLossesM3'),
  };
  return {
    ...summed,
    nonRevenueWaterRatio: marginOfNrwRatio(volumes, summed),
    infrastructureLeakageIndex: marginOfIndex(
      { value: indicators.currentAnnualRealLossesM3, margin95: summed.currentAnnualRealLossesM3 },
      {
        value: indicators.unavoidableAnnualRealLossesM3,
        margin95: summed.unavoidableAnnualRealLossesM3,
      },
    ),
  };
}

const worstFirst: readonly InputSource[] = [
  'UNKNOWN',
  'ASSUMED',
  'PARTLY_ESTIMATED',
  'ENTERED',
  'SURVEYED',
  'MEASURED',
];

/** The worst source names the input; its grade is the mean, large DMAs counting for more. */
function inputOf(
  input: AuditInput,
  balances: readonly WaterBalance[],
  volumes: BalanceVolumes,
  margins: BalanceMargins,
): readonly BalanceInput[] {
  const parts = balances.flatMap((balance) => {
    const found = balance.quality.inputs.find((each) => each.input === input);
    const weight = Math.abs(balance.volumes.waterSuppliedM3 ?? 0);
    return found === undefined ? [] : [{ ...found, weight }];
  });
  if (parts.length === 0) return [];
  const total = parts.reduce((sum, part) => sum + part.weight, 0);
  const grade = parts.reduce(
    (sum, part) => sum + part.grade * (total === 0 ? 1 / parts.length : part.weight / total),
    0,
  );
  const source = worstFirst.find((each) => parts.some((part) => part.source === each)) ?? 'UNKNOWN';
  return [
    { input, source, grade: Math.round(grade), margin95Ratio: ratioOf(input, volumes, margins) },
  ];
}

/** Of the volume of the whole area; what describes the network has none that adds up. */
function ratioOf(
  input: AuditInput,
  volumes: BalanceVolumes,
  margins: BalanceMargins,
): number | null {
  for (const [name, of] of Object.entries(inputOfComponent)) {
    if (of !== input) continue;
    const component = name as keyof typeof inputOfComponent;
    const [volume, margin] = [volumes[component], margins[component]];
    if (volume === null || margin === null) return null;
    return volume === 0 ? 0 : margin / Math.abs(volume);
  }
  return null;
}
