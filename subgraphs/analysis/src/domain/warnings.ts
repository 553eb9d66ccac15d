import type { BalanceWarning as ArithmeticWarning } from '@waris/water-loss';

export const balanceWarningCodes = [
  'NO_INLET_METER',
  'NO_FLOW_READINGS',
  'SYSTEM_INPUT_INCOMPLETE',
  'SYSTEM_INPUT_ESTIMATED',
  'NO_CUSTOMER_METERS',
  'CUSTOMER_READINGS_INCOMPLETE',
  'CUSTOMER_READINGS_ESTIMATED',
  'CUSTOMER_READINGS_SPREAD',
  'REGISTER_WENT_BACK',
  'CONNECTIONS_UNKNOWN',
  'MAINS_LENGTH_UNKNOWN',
  'PRESSURE_UNKNOWN',
  'PRESSURE_FROM_READINGS',
  'PRIVATE_PIPE_LENGTH_ASSUMED_NONE',
  'PRESSURE_OUTSIDE_RANGE',
  'LOW_CONNECTION_DENSITY',
  'LEAKAGE_INDEX_INDICATIVE',
  'NEGATIVE_COMPONENT',
  'NEGATIVE_WATER_LOSSES',
  'NEGATIVE_REAL_LOSSES',
  'NO_WATER_SUPPLIED',
  'PERIOD_NOT_OVER',
  'DMAS_MISSING',
  'MARGIN_MISSING',
  'ENTERED_VOLUMES_PARTIAL',
  'ENTERED_VOLUMES_SPREAD',
  'PRESSURE_UNIT_DOUBTFUL',
  'BILLING_UNIT_DOUBTFUL',
  'NEGATIVE_SYSTEM_INPUT',
  'OVERLAPPING_CALCULATION',
  'COSTS_INCOMPLETE',
] as const;

export type BalanceWarningCode = (typeof balanceWarningCodes)[number];

export type BalanceWarning = { readonly code: BalanceWarningCode; readonly message: string };

const arithmeticWarnings: Readonly<Record<ArithmeticWarning, BalanceWarning>> = {
  NegativeComponent: {
    code: 'NEGATIVE_COMPONENT',
    message: 'A component that cannot be negative is: check the signs of meters and entries.',
  },
  NegativeWaterLosses: {
    code: 'NEGATIVE_WATER_LOSSES',
    message: 'More water was consumed than came in: check boundary meters and billing periods.',
  },
  NegativeRealLosses: {
    code: 'NEGATIVE_REAL_LOSSES',
    message: 'Apparent losses exceed water losses: check meters and the assumed shares.',
  },
  NoWaterSupplied: {
    code: 'NO_WATER_SUPPLIED',
    message: 'No water came in over the period: ratios have no meaning.',
  },
};

export function warningsOfArithmetic(
  warnings: readonly ArithmeticWarning[],
): readonly BalanceWarning[] {
  return warnings.map((warning) => arithmeticWarnings[warning]);
}
