import { bandOf, type LeakageIndicators } from '../domain/leakage-indicators.ts';

const matrices = {
  'high-income': 'HIGH_INCOME',
  'low-middle-income': 'LOW_MIDDLE_INCOME',
} as const;
const bothMatrices = ['high-income', 'low-middle-income'] as const;
const formulas = {
  'iwa-metric': 'IWA_METRIC',
  'awwa-fwas-v5': 'AWWA_FWAS_V5',
  'us-table': 'US_TABLE',
} as const;
const validities = { valid: 'VALID', indicative: 'INDICATIVE' } as const;

export function toIndicators(indicators: LeakageIndicators) {
  return {
    ...indicators,
    bandMatrix: matrices[indicators.bandMatrix],
    bands: bothMatrices.map((matrix) => ({
      matrix: matrices[matrix],
      band: bandOf(indicators.infrastructureLeakageIndex, matrix).band,
    })),
    formula: formulas[indicators.formula],
    validity: indicators.validity === null ? null : validities[indicators.validity],
  };
}
