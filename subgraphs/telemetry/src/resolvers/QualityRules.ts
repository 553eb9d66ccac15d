import type { MeterKind, QualityRulesResolvers } from '../__generated__/resolvers-types.ts';
import type { MeterKind as StoredKind } from '../domain/quantity.ts';
import { storedUnit } from '../domain/quantity.ts';

const shown = {
  bulk: 'BULK',
  zone: 'ZONE',
  customer: 'CUSTOMER',
  check: 'CHECK',
  pressure: 'PRESSURE',
  level: 'LEVEL',
} as const satisfies Record<StoredKind, MeterKind>;

export const kindOf = {
  BULK: 'bulk',
  ZONE: 'zone',
  CUSTOMER: 'customer',
  CHECK: 'check',
  PRESSURE: 'pressure',
  LEVEL: 'level',
} as const satisfies Record<MeterKind, StoredKind>;

export const QualityRules: QualityRulesResolvers = {
  meterKind: ({ kind }) => shown[kind],
  unit: ({ quantity }) => storedUnit[quantity],
  leastValue: ({ thresholds }) => thresholds.least,
  greatestValue: ({ thresholds }) => thresholds.greatest,
  negativeIsSuspect: ({ thresholds }) => thresholds.negativeIsSuspect,
  stuckHours: ({ thresholds }) => thresholds.stuckHours,
  spikeStepValue: ({ thresholds }) => thresholds.spikeStep,
  spikeRatio: ({ thresholds }) => thresholds.spikeRatio,
  changePerHourValue: ({ thresholds }) => thresholds.changePerHour,
};
