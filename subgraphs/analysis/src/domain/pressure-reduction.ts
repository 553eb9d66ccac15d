import {
  doubtfulPressure,
  exactAmount,
  flowM3PerDay,
  pressureM,
  pressureSaving,
  pressureStepTest,
  type GaugeUnit,
  type PressureStage,
  type StepTest,
  type StepTestWarning,
} from '@waris/water-loss';
import { pressureQuestion } from './unit-doubts.ts';

export type PressureWarningCode =
  | 'PRESSURE_UNIT_DOUBTFUL'
  | 'SMALL_PRESSURE_CHANGE'
  | 'LEAKAGE_AGAINST_PRESSURE'
  | 'EXPONENT_OUTSIDE_USUAL_RANGE'
  | 'NO_EXPONENT'
  | 'NEW_PRESSURE_LOW'
  | 'PRESSURE_RAISED';

export type PressureWarning = { readonly code: PressureWarningCode; readonly message: string };

const stepWarnings: Readonly<Record<StepTestWarning, PressureWarning>> = {
  SmallPressureChange: {
    code: 'SMALL_PRESSURE_CHANGE',
    message: 'Pressure changed by less than a tenth: repeat the test with a larger step.',
  },
  LeakageAgainstPressure: {
    code: 'LEAKAGE_AGAINST_PRESSURE',
    message: 'Leakage grew while pressure fell: demand or a valve changed during the test.',
  },
  ExponentOutsideUsualRange: {
    code: 'EXPONENT_OUTSIDE_USUAL_RANGE',
    message: 'N1 lies outside 0.5 to 1.5: check flows, pressures and legitimate use.',
  },
};

/** N1 of a step test with what to know before it is used. */
export function judgedStepTest(
  stages: readonly (PressureStage & { readonly saidUnit: GaugeUnit })[],
): {
  readonly test: StepTest | null;
  readonly warnings: readonly PressureWarning[];
} {
  const test = pressureStepTest(stages);
  const noExponent: PressureWarning = {
    code: 'NO_EXPONENT',
    message: 'Two stages with leakage, at different pressures above 0, are needed for N1.',
  };
  return {
    test,
    warnings: [
      ...unitDoubt(stages),
      ...(test === null ? [noExponent] : test.warnings.map((warning) => stepWarnings[warning])),
    ],
  };
}

type SaidPressure = { readonly pressureM: number; readonly saidUnit: GaugeUnit };

function unitDoubt(pressures: readonly SaidPressure[]): readonly PressureWarning[] {
  for (const pressure of pressures) {
    const question = pressureQuestion(pressureM(pressure.pressureM), pressure.saidUnit);
    if (question !== null) {
      return [{ code: 'PRESSURE_UNIT_DOUBTFUL', message: `A pressure of ${question}` }];
    }
  }
  return [];
}

export type PressurePlan = {
  readonly leakageM3PerDay: number;
  readonly leakageMargin95Ratio: number;
  readonly averagePressureM: number;
  readonly newAveragePressureM: number;
  /** As which the pressures were entered. */
  readonly saidUnit: GaugeUnit;
  readonly leakageExponent: number;
  readonly leakageExponentMargin95: number;
  readonly price: { readonly perM3: number; readonly currency: string } | null;
};

export type PressureReduction = {
  readonly averagePressureM: number;
  readonly newAveragePressureM: number;
  readonly leakageM3PerDay: number;
  readonly newLeakageM3PerDay: number;
  readonly savedM3PerDay: number;
  readonly savedMargin95M3PerDay: number;
  readonly savedM3PerYear: number;
  readonly savedRatio: number;
  readonly savedAmount: number | null;
  readonly savedMargin95Amount: number | null;
  readonly currency: string | null;
  readonly leakageExponentIndex: number;
  readonly warnings: readonly PressureWarning[];
};

const daysOfYear = 365;
/** Less does not reach a second floor. */
const leastServiceM = 10;

export function pressureReductionOf(plan: PressurePlan): PressureReduction {
  const saving = pressureSaving({
    leakageM3PerDay: flowM3PerDay(plan.leakageM3PerDay),
    leakageMargin95Ratio: plan.leakageMargin95Ratio,
    pressureM: pressureM(plan.averagePressureM),
    newPressureM: pressureM(plan.newAveragePressureM),
    n1: plan.leakageExponent,
    n1Margin95: plan.leakageExponentMargin95,
  });
  const savedM3PerYear = saving.savedM3PerDay * daysOfYear;
  const marginM3PerYear = saving.savedMargin95M3PerDay * daysOfYear;
  const { price } = plan;
  return {
    averagePressureM: plan.averagePressureM,
    newAveragePressureM: plan.newAveragePressureM,
    leakageM3PerDay: plan.leakageM3PerDay,
    newLeakageM3PerDay: saving.newLeakageM3PerDay,
    savedM3PerDay: saving.savedM3PerDay,
    savedMargin95M3PerDay: saving.savedMargin95M3PerDay,
    savedM3PerYear,
    savedRatio: saving.savedRatio,
    savedAmount: price === null ? null : exactAmount(savedM3PerYear * price.perM3),
    savedMargin95Amount: price === null ? null : exactAmount(marginM3PerYear * price.perM3),
    currency: price?.currency ?? null,
    leakageExponentIndex: plan.leakageExponent,
    warnings: warningsOf(plan),
  };
}

function warningsOf(plan: PressurePlan): readonly PressureWarning[] {
  const warnings: (PressureWarning | false)[] = [
    plan.newAveragePressureM < leastServiceM && {
      code: 'NEW_PRESSURE_LOW',
      message: `${plan.newAveragePressureM.toFixed(1)} m is too little to supply upper floors.`,
    },
    plan.newAveragePressureM > plan.averagePressureM && {
      code: 'PRESSURE_RAISED',
      message: 'The new pressure is higher: leakage grows and nothing is saved.',
    },
  ];
  return [
    ...unitDoubt(mayBeInAnotherUnit(plan)),
    ...warnings.filter((warning) => warning !== false),
  ];
}

// A new pressure is asked about only where another unit would make it a cut as well.
function mayBeInAnotherUnit(plan: PressurePlan): readonly SaidPressure[] {
  const { averagePressureM, newAveragePressureM, saidUnit } = plan;
  const converted = doubtfulPressure(pressureM(newAveragePressureM), saidUnit)?.convertedM;
  const isCut = converted !== undefined && converted < averagePressureM;
  return [averagePressureM, ...(isCut ? [newAveragePressureM] : [])].map((each) => ({
    pressureM: each,
    saidUnit,
  }));
}

/** What is wrong with a plan, in one sentence; null when it can be computed. */
export function problemWithPlan(plan: PressurePlan): string | null {
  if (!(plan.averagePressureM > 0)) return 'The average pressure must be above 0.';
  if (!(plan.newAveragePressureM >= 0)) return 'The new average pressure must not be negative.';
  if (!(plan.leakageM3PerDay >= 0)) return 'Leakage must not be negative.';
  if (!(plan.leakageExponent > 0 && plan.leakageExponent <= 3)) {
    return 'N1 must be above 0 and at most 3.';
  }
  if (!(plan.leakageExponentMargin95 >= 0 && plan.leakageExponentMargin95 <= 3)) {
    return 'The margin of N1 must be from 0 to 3.';
  }
  if (!(plan.leakageMargin95Ratio >= 0 && plan.leakageMargin95Ratio <= 1)) {
    return 'The margin of leakage must be a ratio from 0 to 1.';
  }
  if (plan.price !== null && !(plan.price.perM3 >= 0)) return 'A price must not be negative.';
  return plan.price !== null && !/^[A-Z]{3}$/u.test(plan.price.currency)
    ? 'A currency is three capital letters of ISO 4217: THB.'
    : null;
}
