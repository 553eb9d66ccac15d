import { sumOfVolumes, volumeM3, type VolumeM3 } from '@waris/water-loss';
import type { NrwCalculation } from '../__generated__/prisma/client.ts';
import type { BalanceVolumes } from '../domain/balance.ts';
import type { BalanceMargins } from '../domain/balance-quality.ts';
import type { Calculation } from '../domain/calculation.ts';
import { detailsSchema, inputsSchema, warningsSchema } from './calculation-details.ts';

/** The row of a calculation; the figures that others query are columns, the rest is JSON. */
export function toRow(calculation: Calculation) {
  const { balance, inputs, nightFlowLeakage } = calculation;
  const { volumes, indicators } = balance;
  const { unavoidableAnnualRealLossesM3, currentAnnualRealLossesM3, infrastructureLeakageIndex } =
    indicators;
  const { systemInput, billedMetered, estimatedComponents } = balance;
  const { coveredDmaCodes, missingDmaCodes } = balance;
  return {
    id: calculation.id,
    dmaId: calculation.dmaId,
    regionId: calculation.regionId,
    branchId: calculation.branchId,
    fromAt: balance.period.from,
    toAt: balance.period.to,
    systemInputVolumeM3: volumes.waterSuppliedM3,
    systemInputCompletenessRatio: systemInput.completenessRatio,
    billedMeteredM3: volumes.billedMeteredM3,
    billedUnmeteredM3: volumes.billedUnmeteredM3,
    unbilledMeteredM3: volumes.unbilledMeteredM3,
    unbilledUnmeteredM3: volumes.unbilledUnmeteredM3,
    unauthorisedConsumptionM3: volumes.unauthorisedConsumptionM3,
    customerMeterInaccuracyM3: volumes.customerMeterInaccuracyM3,
    dataHandlingErrorM3: volumes.dataHandlingErrorsM3,
    authorisedConsumptionM3: volumes.authorisedConsumptionM3,
    waterLossesM3: volumes.waterLossesM3,
    apparentLossesM3: volumes.apparentLossesM3,
    realLossesM3: volumes.realLossesM3,
    nonRevenueWaterM3: volumes.nonRevenueWaterM3,
    nonRevenueWaterRatio: volumes.nonRevenueWaterRatio,
    unavoidableAnnualRealLossesM3,
    currentAnnualRealLossesM3,
    infrastructureLeakageIndex,
    warnings: warningsSchema.parse(balance.warnings),
    inputs: inputsSchema.parse(inputs),
    details: detailsSchema.parse({
      systemInput,
      billedMetered,
      estimatedComponents,
      indicators,
      coveredDmaCodes,
      missingDmaCodes,
      nightFlowLeakage,
      quality: balance.quality,
      costs: balance.costs,
    }),
    methodVersion: calculation.methodVersion,
    calculatedBy: `${calculation.calculatedBy.kind}:${calculation.calculatedBy.id}`,
    calculatedAt: calculation.calculatedAt,
    cause: calculation.cause,
    dataRevision: BigInt(calculation.dataRevision),
  };
}

function volume(value: number | null): VolumeM3 | null {
  return value === null ? null : volumeM3(value);
}

function volumesOfRow(row: NrwCalculation): BalanceVolumes {
  const billedMeteredM3 = volume(row.billedMeteredM3);
  const billedUnmeteredM3 = volume(row.billedUnmeteredM3);
  return {
    waterSuppliedM3: volume(row.systemInputVolumeM3),
    billedMeteredM3,
    billedUnmeteredM3,
    unbilledMeteredM3: volume(row.unbilledMeteredM3),
    unbilledUnmeteredM3: volume(row.unbilledUnmeteredM3),
    unauthorisedConsumptionM3: volume(row.unauthorisedConsumptionM3),
    customerMeterInaccuracyM3: volume(row.customerMeterInaccuracyM3),
    dataHandlingErrorsM3: volume(row.dataHandlingErrorM3),
    authorisedConsumptionM3: volume(row.authorisedConsumptionM3),
    revenueWaterM3: sumOfVolumes([billedMeteredM3, billedUnmeteredM3]),
    waterLossesM3: volume(row.waterLossesM3),
    apparentLossesM3: volume(row.apparentLossesM3),
    realLossesM3: volume(row.realLossesM3),
    nonRevenueWaterM3: volume(row.nonRevenueWaterM3),
    nonRevenueWaterRatio: row.nonRevenueWaterRatio,
  };
}

function marginsOf(margins: Readonly<Record<keyof BalanceMargins, number | null>>): BalanceMargins {
  const entries = Object.entries(margins).map(([name, margin]) => [name, volume(margin)]);
  // Every margin was kept under its name; those of volumes are as good as they were then.
  return Object.fromEntries(entries) as BalanceMargins;
}

/** The calculation as it was kept. */
export function fromRow(row: NrwCalculation): Calculation {
  const { nightFlowLeakage, indicators, quality, ...details } = detailsSchema.parse(row.details);
  const { knownVolumes, ...inputs } = inputsSchema.parse(row.inputs);
  const [kind = '', id = ''] = row.calculatedBy.split(':', 2);
  return {
    id: row.id,
    dmaId: row.dmaId,
    branchId: row.branchId,
    regionId: row.regionId,
    balance: {
      period: { from: row.fromAt, to: row.toAt },
      volumes: volumesOfRow(row),
      ...details,
      indicators: {
        unavoidableAnnualRealLossesM3: row.unavoidableAnnualRealLossesM3,
        currentAnnualRealLossesM3: row.currentAnnualRealLossesM3,
        infrastructureLeakageIndex: row.infrastructureLeakageIndex,
        ...indicators,
      },
      quality: { ...quality, margins: marginsOf(quality.margins) },
      warnings: warningsSchema.parse(row.warnings),
    },
    nightFlowLeakage,
    inputs: {
      ...inputs,
      knownVolumes: Object.fromEntries(
        Object.entries(knownVolumes).map(([name, value]) => [name, volumeM3(value)]),
      ),
    },
    methodVersion: row.methodVersion,
    calculatedBy: { kind, id },
    calculatedAt: row.calculatedAt,
    cause: row.cause === 'late data' ? 'late data' : 'asked for',
    dataRevision: Number(row.dataRevision),
    superseded:
      row.supersededById === null || row.supersededAt === null
        ? null
        : { byId: row.supersededById, at: row.supersededAt },
  };
}
