import { volumeM3, type VolumeM3 } from '@waris/water-loss';
import type { BalanceWarning } from './warnings.ts';

/** What the registers of a DMA's customers say about a period. */
export type CustomerReadings = {
  readonly meters: number;
  readonly metersWithoutReadings: number;
  /** Meter-seconds of the period that lie between two readings of their meter. */
  readonly coveredSeconds: number;
  /** Consumption in those, spread evenly between readings. */
  readonly volumeM3: number;
  readonly registersThatWentBack: number;
};

export type BilledConsumption = {
  readonly volumeM3: VolumeM3 | null;
  readonly meterCount: number;
  readonly metersWithoutReadings: number;
  readonly coverageRatio: number | null;
  readonly estimated: boolean;
  readonly warnings: readonly BalanceWarning[];
};

/** With less than this, those who were read do not speak for the others. */
const leastCoverage = 0.9;

/**
 * Metered consumption of a period. What readings do not cover is taken at the mean of what they
 * do when at least 0.9 of the meters' time is covered; otherwise the volume is unknown.
 */
export function billedConsumptionOf(
  readings: CustomerReadings | undefined,
  periodSeconds: number,
): BilledConsumption {
  const meters = readings?.meters ?? 0;
  if (readings === undefined || meters === 0) {
    return {
      volumeM3: null,
      meterCount: 0,
      metersWithoutReadings: 0,
      coverageRatio: null,
      estimated: false,
      warnings: [{ code: 'NO_CUSTOMER_METERS', message: 'The DMA has no customer meters.' }],
    };
  }
  const wanted = meters * periodSeconds;
  const coverageRatio = Math.min(1, readings.coveredSeconds / wanted);
  // Multiplied out, so that 9 of 10 meters are enough whatever rounding says.
  const enough = readings.coveredSeconds >= leastCoverage * wanted * (1 - 1e-9);
  const estimated = enough && coverageRatio < 1;
  return {
    volumeM3: enough ? volumeM3(readings.volumeM3 / coverageRatio) : null,
    meterCount: meters,
    metersWithoutReadings: readings.metersWithoutReadings,
    coverageRatio,
    estimated,
    warnings: warningsOf(readings, coverageRatio, enough),
  };
}

function warningsOf(
  { meters, metersWithoutReadings, registersThatWentBack }: CustomerReadings,
  coverageRatio: number,
  enough: boolean,
): readonly BalanceWarning[] {
  const covered = `Readings cover ${(coverageRatio * 100).toFixed(1)} % of the customer meters' time; ${metersWithoutReadings} of ${meters} meters have none`;
  const warnings: (BalanceWarning | false)[] = [
    !enough && {
      code: 'CUSTOMER_READINGS_INCOMPLETE',
      message: `${covered}: too little for a total.`,
    },
    enough &&
      coverageRatio < 1 && {
        code: 'CUSTOMER_READINGS_ESTIMATED',
        message: `${covered}; the rest was taken at the mean of the others.`,
      },
    registersThatWentBack > 0 && {
      code: 'REGISTER_WENT_BACK',
      message: `${registersThatWentBack} customer registers went backwards; these stretches were left out.`,
    },
  ];
  return warnings.filter((warning) => warning !== false);
}
