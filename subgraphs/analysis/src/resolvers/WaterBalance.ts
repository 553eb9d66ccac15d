import type { WaterBalanceResolvers } from '../__generated__/resolvers-types.ts';
import type { BalanceVolumes } from '../domain/balance.ts';
import type { WaterBalanceMapper } from '../mappers.ts';
import { nightFlowLeakage, realLossesOf } from '../services/night-flow.ts';
import { toEstimatedComponents } from './to-estimated-components.ts';
import { toIndicators } from './to-indicators.ts';
import { toMargins, toValidity } from './to-quality.ts';

const volume = (name: keyof BalanceVolumes) => (parent: WaterBalanceMapper) =>
  parent.balance.volumes[name];

export const WaterBalance: WaterBalanceResolvers = {
  fromAt: ({ balance }) => balance.period.from,
  toAt: ({ balance }) => balance.period.to,
  systemInputVolumeM3: volume('waterSuppliedM3'),
  billedMeteredM3: volume('billedMeteredM3'),
  billedUnmeteredM3: volume('billedUnmeteredM3'),
  unbilledMeteredM3: volume('unbilledMeteredM3'),
  unbilledUnmeteredM3: volume('unbilledUnmeteredM3'),
  unauthorisedConsumptionM3: volume('unauthorisedConsumptionM3'),
  customerMeterInaccuracyM3: volume('customerMeterInaccuracyM3'),
  dataHandlingErrorsM3: volume('dataHandlingErrorsM3'),
  authorisedConsumptionM3: volume('authorisedConsumptionM3'),
  revenueWaterM3: volume('revenueWaterM3'),
  waterLossesM3: volume('waterLossesM3'),
  apparentLossesM3: volume('apparentLossesM3'),
  realLossesM3: volume('realLossesM3'),
  nonRevenueWaterM3: volume('nonRevenueWaterM3'),
  nonRevenueWaterRatio: volume('nonRevenueWaterRatio'),
  systemInput: ({ balance }) => balance.systemInput,
  billedMetered: ({ balance }) => balance.billedMetered,
  estimatedComponents: ({ balance }) => toEstimatedComponents(balance.estimatedComponents),
  indicators: ({ balance }) => toIndicators(balance.indicators),
  margins: ({ balance }) => toMargins(balance.quality.margins),
  inputs: ({ balance }) => [...balance.quality.inputs],
  dataValidity: ({ balance }) => toValidity(balance.quality.validity),
  costs: ({ balance }) => balance.costs,
  nightFlowLeakage: async ({ balance, nightFlow }, _args, context) =>
    nightFlow.kind === 'kept'
      ? nightFlow.leakage
      : nightFlowLeakage(context, nightFlow.dmas, nightFlow.period, realLossesOf(balance)),
  coveredDmaCodes: ({ balance }) => [...balance.coveredDmaCodes],
  missingDmaCodes: ({ balance }) => [...balance.missingDmaCodes],
  warnings: ({ balance }) => [...balance.warnings],
};
