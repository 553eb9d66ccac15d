import { volumeM3, type VolumeM3 } from '@waris/water-loss';
import type { BalanceWarning } from './warnings.ts';

/** What the registers of a DMA's customers say about a period. */
export type CustomerReadings = {
  readonly meters: number;
  readonly metersWithoutReadings: number;
  /** Meter-seconds of the period in which the meters were in service. */
  readonly wantedSeconds: number;
  /** Of those, what lies between two readings of their meter. */
  readonly coveredSeconds: number;
  /** Consumption in those, spread evenly between readings. */
  readonly volumeM3: number;
  /** 95 % margin of it for spreading what was used between readings that reach beyond the period. */
  readonly spreadMargin95M3: number;
  readonly registersThatWentBack: number;
};

export type BilledConsumption = {
  readonly volumeM3: VolumeM3 | null;
  readonly meterCount: number;
  readonly metersWithoutReadings: number;
  readonly coverageRatio: number | null;
  readonly estimated: boolean;
  /** 95 % margin for spreading consumption evenly, as a share of the volume. */
  readonly spreadMargin95Ratio: number;
  /** What it may come to where too little was read for a total. */
  readonly partialEstimate: { readonly volumeM3: number; readonly margin95M3: number } | null;
  readonly warnings: readonly BalanceWarning[];
};

/**
 * Use differs from day to day: 95 % of days lie within this share of the mean. So n days out of N
 * between two readings lie within 0.3 · √((1 − n/N) / n) of an even spread.
 */
export const dailyUseMargin95Ratio = 0.3;
/** Of what stands in for meters that were not read. */
const filledMargin95Ratio = 0.3;
/** A smaller margin of spreading is not worth a word. */
const leastToldRatio = 0.01;

/** With less than this, those who were read do not speak for the others. */
const leastCoverage = 0.9;

/**
 * Metered consumption of a period. What readings do not cover is taken at the mean of what they
 * do when at least 0.9 of the meters' time is covered; otherwise the volume is unknown.
 */
export function billedConsumptionOf(readings: CustomerReadings | undefined): BilledConsumption {
  const meters = readings?.meters ?? 0;
  if (readings === undefined || meters === 0) {
    return {
      volumeM3: null,
      meterCount: 0,
      metersWithoutReadings: 0,
      coverageRatio: null,
      estimated: false,
      spreadMargin95Ratio: 0,
      partialEstimate: null,
      warnings: [{ code: 'NO_CUSTOMER_METERS', message: 'The DMA has no customer meters.' }],
    };
  }
  const wanted = readings.wantedSeconds;
  const coverageRatio = Math.min(1, readings.coveredSeconds / wanted);
  // Multiplied out, so that 9 of 10 meters are enough whatever rounding says.
  const enough = readings.coveredSeconds >= leastCoverage * wanted * (1 - 1e-9);
  const estimated = enough && coverageRatio < 1;
  const spreadMargin95Ratio =
    readings.volumeM3 > 0 ? readings.spreadMargin95M3 / readings.volumeM3 : 0;
  const partialEstimate = enough ? null : partialEstimateOf(readings, coverageRatio);
  return {
    volumeM3: enough ? volumeM3(readings.volumeM3 / coverageRatio) : null,
    meterCount: meters,
    metersWithoutReadings: readings.metersWithoutReadings,
    coverageRatio,
    estimated,
    spreadMargin95Ratio,
    partialEstimate,
    warnings: [
      ...warningsOf(readings, coverageRatio, partialEstimate, enough),
      ...spreadWarning(enough ? spreadMargin95Ratio : 0),
    ],
  };
}

/** No total, but what it may come to: an analyst may know better, an auditor may not use it. */
function partialEstimateOf(
  { volumeM3: read, spreadMargin95M3 }: CustomerReadings,
  coverageRatio: number,
): BilledConsumption['partialEstimate'] {
  if (coverageRatio <= 0) return null;
  const volume = read / coverageRatio;
  const filled = (volume - read) * filledMargin95Ratio;
  return {
    volumeM3: volume,
    margin95M3: Math.hypot(filled, spreadMargin95M3 / coverageRatio),
  };
}

/** Whether spreading moves the volume enough to be told. */
export function isSpread({
  spreadMargin95Ratio,
}: Pick<BilledConsumption, 'spreadMargin95Ratio'>): boolean {
  return spreadMargin95Ratio > leastToldRatio;
}

function spreadWarning(spreadMargin95Ratio: number): readonly BalanceWarning[] {
  if (!isSpread({ spreadMargin95Ratio })) return [];
  const margin = (spreadMargin95Ratio * 100).toFixed(1);
  const message = `Customers were read before and after the period, and what they used in between was spread evenly, which widens its margin by ± ${margin} %. Ask for a time from one reading to the next.`;
  return [{ code: 'CUSTOMER_READINGS_SPREAD', message }];
}

function warningsOf(
  { meters, metersWithoutReadings, registersThatWentBack }: CustomerReadings,
  coverageRatio: number,
  partialEstimate: BilledConsumption['partialEstimate'],
  enough: boolean,
): readonly BalanceWarning[] {
  const covered = `Readings cover ${(coverageRatio * 100).toFixed(1)} % of the customer meters' time; ${metersWithoutReadings} of ${meters} meters have none`;
  const warnings: (BalanceWarning | false)[] = [
    !enough && {
      code: 'CUSTOMER_READINGS_INCOMPLETE',
      message: `${covered}: too little for a total${partialText(partialEstimate)}. Enter BILLED_METERED, or ask for a time with readings.`,
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

function partialText(estimate: BilledConsumption['partialEstimate']): string {
  if (estimate === null) return '';
  return `; at the mean of what was read it would be ${estimate.volumeM3.toFixed(0)} ± ${estimate.margin95M3.toFixed(0)} m³`;
}
