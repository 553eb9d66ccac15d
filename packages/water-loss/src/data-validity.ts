/** What an audit is entered from, each graded. */
export const auditInputs = [
  'SYSTEM_INPUT',
  'BILLED_METERED',
  'BILLED_UNMETERED',
  'UNBILLED_METERED',
  'UNBILLED_UNMETERED',
  'UNAUTHORISED_CONSUMPTION',
  'CUSTOMER_METER_INACCURACY',
  'DATA_HANDLING_ERRORS',
  'MAINS_LENGTH',
  'CONNECTIONS',
  'PRIVATE_PIPE_LENGTH',
  'AVERAGE_PRESSURE',
  'OPERATING_COST',
  'RETAIL_PRICE',
  'PRODUCTION_COST',
] as const;

export type AuditInput = (typeof auditInputs)[number];

/** From 1 (a guess) to 10 (measured, tested and checked every year); whole numbers. */
export type InputGrades = Partial<Readonly<Record<AuditInput, number>>>;

/**
 * How much an input weighs in the score. The weights of the AWWA workbook are not published with
 * its audits and these are ours: supply and bills decide, then what real losses are judged by.
 */
export const validityWeights: Readonly<Record<AuditInput, number>> = {
  SYSTEM_INPUT: 25,
  BILLED_METERED: 18,
  BILLED_UNMETERED: 4,
  UNBILLED_METERED: 3,
  UNBILLED_UNMETERED: 4,
  UNAUTHORISED_CONSUMPTION: 4,
  CUSTOMER_METER_INACCURACY: 10,
  DATA_HANDLING_ERRORS: 4,
  MAINS_LENGTH: 6,
  CONNECTIONS: 6,
  PRIVATE_PIPE_LENGTH: 2,
  AVERAGE_PRESSURE: 8,
  OPERATING_COST: 2,
  RETAIL_PRICE: 2,
  PRODUCTION_COST: 2,
};

export type ValidityTier = 'I' | 'II' | 'III' | 'IV' | 'V';

export type DataValidity = {
  /** 0 to 100: the weighted mean of (grade − 1) / 9 over the inputs that were graded. */
  readonly score: number;
  readonly tier: ValidityTier;
  /** The inputs whose improvement would raise the score most, at most three, the first first. */
  readonly priorities: readonly AuditInput[];
  /** Graded inputs in the order of the list. */
  readonly grades: readonly { readonly input: AuditInput; readonly grade: number }[];
};

/** Tiers begin at 25, 50, 70 and 90 (AWWA audit software 6, from general knowledge of it). */
export function validityTier(score: number): ValidityTier {
  if (score < 25) return 'I';
  if (score < 50) return 'II';
  if (score < 70) return 'III';
  return score < 90 ? 'IV' : 'V';
}

const prioritiesShown = 3;

/**
 * Data validity of graded inputs; ungraded ones stay out of the score. Null without a grade.
 * Throws a RangeError on a grade that is no whole number from 1 to 10.
 */
export function dataValidity(grades: InputGrades): DataValidity | null {
  const graded = auditInputs.flatMap((input) => {
    const grade = grades[input];
    return grade === undefined ? [] : [{ input, grade }];
  });
  const wrong = graded.find(({ grade }) => !(Number.isInteger(grade) && grade >= 1 && grade <= 10));
  if (wrong !== undefined) {
    throw new RangeError(`The grade of ${wrong.input} must be 1 to 10: ${wrong.grade}.`);
  }
  if (graded.length === 0) return null;
  const weight = graded.reduce((sum, { input }) => sum + validityWeights[input], 0);
  const lost = ({ input, grade }: (typeof graded)[number]) =>
    validityWeights[input] * ((10 - grade) / 9);
  const missing = graded.reduce((sum, each) => sum + lost(each), 0);
  const score = 100 * (1 - missing / weight);
  return {
    score,
    tier: validityTier(score),
    priorities: graded
      .filter((each) => lost(each) > 0)
      .toSorted((a, b) => lost(b) - lost(a))
      .slice(0, prioritiesShown)
      .map(({ input }) => input),
    grades: graded,
  };
}
