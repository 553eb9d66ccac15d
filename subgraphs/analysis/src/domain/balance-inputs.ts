import type { AuditInput, BalanceComponent } from '@waris/water-loss';
import { isSpread } from './billed-consumption.ts';

/** Where a figure of a balance comes from. */
export type InputSource =
  'MEASURED' | 'PARTLY_ESTIMATED' | 'SURVEYED' | 'ENTERED' | 'ASSUMED' | 'UNKNOWN';

/** How well one input of a balance is known. */
export type BalanceInput = {
  readonly input: AuditInput;
  readonly source: InputSource;
  /** Null while the figure is unknown. */
  readonly margin95Ratio: number | null;
  /** 1 to 10. */
  readonly grade: number;
};

/** What the caller knows better about an input than the rules below. */
export type QualityOverride = {
  readonly input: AuditInput;
  readonly margin95Ratio: number | null;
  readonly grade: number | null;
};

/** The input that each component of a balance is. */
export const inputOfComponent = {
  waterSuppliedM3: 'SYSTEM_INPUT',
  billedMeteredM3: 'BILLED_METERED',
  billedUnmeteredM3: 'BILLED_UNMETERED',
  unbilledMeteredM3: 'UNBILLED_METERED',
  unbilledUnmeteredM3: 'UNBILLED_UNMETERED',
  unauthorisedConsumptionM3: 'UNAUTHORISED_CONSUMPTION',
  customerMeterInaccuracyM3: 'CUSTOMER_METER_INACCURACY',
  dataHandlingErrorsM3: 'DATA_HANDLING_ERRORS',
} as const satisfies Record<BalanceComponent, AuditInput>;

type Quality = Omit<BalanceInput, 'input'>;

const unknown: Quality = { source: 'UNKNOWN', margin95Ratio: null, grade: 1 };

// A boundary meter is tested every 6 months and acted on beyond ± 4 %: one within its time is well
// inside that, one that nobody tested for two years may be at the limit or beyond it.
const byCalibration = [
  { withinDays: 183, margin95Ratio: 0.02, grade: 9 },
  { withinDays: 731, margin95Ratio: 0.03, grade: 7 },
  { withinDays: Infinity, margin95Ratio: 0.05, grade: 4 },
];
const neverCalibrated = { margin95Ratio: 0.05, grade: 3 };
const customerRegisters = { margin95Ratio: 0.02, grade: 8 };
/** Of the part that stands for what was not read. */
const filledMargin95Ratio = 0.3;

const dayMs = 86_400_000;

/** Quality of the metered inflow: age of the oldest test of its meters, and how much was filled. */
export function inflowQuality(
  oldestCalibrationOn: string | null,
  periodEnd: Date,
  estimatedRatio: number | null,
): Quality {
  const ageDays =
    oldestCalibrationOn === null
      ? null
      : // A test that came later says as little as one that was made as long before.
        Math.abs(periodEnd.getTime() - Date.parse(`${oldestCalibrationOn}T00:00:00Z`)) / dayMs;
  const base =
    ageDays === null
      ? neverCalibrated
      : (byCalibration.find((step) => ageDays <= step.withinDays) ?? neverCalibrated);
  return partlyFilled(base, Math.abs(estimatedRatio ?? 0));
}

/**
 * Quality of customers' registers, from the share of their time that no readings embrace, and the
 * margin of what was spread between readings.
 */
export function registerQuality(billed: {
  readonly coverageRatio: number | null;
  readonly spreadMargin95Ratio: number;
}): Quality {
  const read = partlyFilled(customerRegisters, 1 - (billed.coverageRatio ?? 1));
  return {
    ...read,
    source: isSpread(billed) ? 'PARTLY_ESTIMATED' : read.source,
    margin95Ratio: Math.hypot(read.margin95Ratio, billed.spreadMargin95Ratio),
  };
}

/** One grade less for each 5 % that was filled. */
function partlyFilled(
  base: { readonly margin95Ratio: number; readonly grade: number },
  filledRatio: number,
): Quality & { readonly margin95Ratio: number } {
  return {
    source: filledRatio > 1e-9 ? 'PARTLY_ESTIMATED' : 'MEASURED',
    margin95Ratio: Math.hypot(base.margin95Ratio, filledMargin95Ratio * filledRatio),
    grade: Math.max(1, base.grade - Math.ceil(filledRatio * 20 - 1e-9)),
  };
}

/** Of components that a rule estimates; the audit software gives its own defaults a 5. */
const assumed: Readonly<Record<BalanceComponent, Quality>> = {
  waterSuppliedM3: unknown,
  billedMeteredM3: unknown,
  billedUnmeteredM3: { source: 'ASSUMED', margin95Ratio: 0, grade: 3 },
  unbilledMeteredM3: { source: 'ASSUMED', margin95Ratio: 0, grade: 3 },
  unbilledUnmeteredM3: { source: 'ASSUMED', margin95Ratio: 0.5, grade: 5 },
  unauthorisedConsumptionM3: { source: 'ASSUMED', margin95Ratio: 1, grade: 5 },
  customerMeterInaccuracyM3: { source: 'ASSUMED', margin95Ratio: 0.5, grade: 3 },
  dataHandlingErrorsM3: { source: 'ASSUMED', margin95Ratio: 1, grade: 5 },
};

export function assumedQuality(component: BalanceComponent): Quality {
  return assumed[component];
}

export const unknownQuality = unknown;

export function enteredQuality(figure: {
  readonly margin95Ratio: number;
  readonly grade: number;
}): Quality {
  return { source: 'ENTERED', ...figure };
}

type NetworkKnowledge = {
  readonly connections: number | null;
  readonly mainsLengthKm: number | null;
  readonly privatePipeLengthKm: number | null;
  readonly averagePressureM: number | null;
  readonly pressureFromReadings: boolean;
};

/** Quality of the register of the network; a survey's pressure is better than a mean of meters. */
export function networkInputs(network: NetworkKnowledge): readonly BalanceInput[] {
  const surveyed = (value: number | null, margin95Ratio: number, grade: number): Quality =>
    value === null ? unknown : { source: 'SURVEYED', margin95Ratio, grade };
  const pressure: Quality =
    network.averagePressureM !== null && network.pressureFromReadings
      ? { source: 'PARTLY_ESTIMATED', margin95Ratio: 0.1, grade: 6 }
      : surveyed(network.averagePressureM, 0.05, 7);
  const privatePipe: Quality =
    network.privatePipeLengthKm === null
      ? { source: 'ASSUMED', margin95Ratio: 0, grade: 2 }
      : surveyed(network.privatePipeLengthKm, 0.1, 6);
  return [
    { input: 'MAINS_LENGTH', ...surveyed(network.mainsLengthKm, 0.05, 7) },
    { input: 'CONNECTIONS', ...surveyed(network.connections, 0.02, 8) },
    { input: 'PRIVATE_PIPE_LENGTH', ...privatePipe },
    { input: 'AVERAGE_PRESSURE', ...pressure },
  ];
}

/** Inputs with what the caller knows better in place of the rules. */
export function overridden(
  inputs: readonly BalanceInput[],
  overrides: readonly QualityOverride[],
): readonly BalanceInput[] {
  const byInput = new Map(overrides.map((override) => [override.input, override]));
  return inputs.map((each) => {
    const better = byInput.get(each.input);
    // What is unknown stays so, however well it is said to be known.
    if (better === undefined || each.source === 'UNKNOWN') return each;
    return {
      ...each,
      margin95Ratio: better.margin95Ratio ?? each.margin95Ratio,
      grade: better.grade ?? each.grade,
    };
  });
}
