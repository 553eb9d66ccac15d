import type { AuditInput, VolumeM3 } from '@waris/water-loss';
import type { AuditPriceInput, WaterAuditInput } from '../__generated__/resolvers-types.ts';
import type { QualityOverride } from '../domain/balance-inputs.ts';
import type { CostSettings } from '../domain/water-costs.ts';

/** The input that each entered volume is graded as. */
const gradedAs = {
  systemInputVolume: 'SYSTEM_INPUT',
  ownSources: 'SYSTEM_INPUT',
  imported: 'SYSTEM_INPUT',
  exported: 'SYSTEM_INPUT',
  billedMetered: 'BILLED_METERED',
  billedUnmetered: 'BILLED_UNMETERED',
  unbilledMetered: 'UNBILLED_METERED',
  unbilledUnmetered: 'UNBILLED_UNMETERED',
  unauthorisedConsumption: 'UNAUTHORISED_CONSUMPTION',
  customerMeterInaccuracy: 'CUSTOMER_METER_INACCURACY',
  dataHandlingErrors: 'DATA_HANDLING_ERRORS',
} as const satisfies Partial<Record<keyof WaterAuditInput, AuditInput>>;

/** Grades of volumes, of several sources the worst, and whatever `quality` says in their place. */
export function auditQuality(input: WaterAuditInput): readonly QualityOverride[] {
  const grades = new Map<AuditInput, number>();
  for (const [name, graded] of Object.entries(gradedAs)) {
    const grade = input[name as keyof typeof gradedAs]?.grade ?? null;
    if (grade !== null) grades.set(graded, Math.min(grade, grades.get(graded) ?? grade));
  }
  const said = (input.quality ?? []).map((each) => ({
    input: each.input,
    margin95Ratio: each.margin95Ratio ?? null,
    grade: each.grade ?? grades.get(each.input) ?? null,
  }));
  const saidOf = new Set(said.map((each) => each.input));
  const others = Array.from(grades, ([of, grade]) => ({ input: of, margin95Ratio: null, grade }));
  return [...others.filter((each) => !saidOf.has(each.input)), ...said];
}

type ToM3 = (price: {
  readonly volume: number;
  readonly unit?: AuditPriceInput['unit'];
}) => VolumeM3;

/** Null unless both prices are given. */
export function auditCosts(input: WaterAuditInput, toM3: ToM3): CostSettings | null {
  const { retailPrice, productionCost } = input;
  if (retailPrice === null || retailPrice === undefined) return null;
  if (productionCost === null || productionCost === undefined) return null;
  const perM3 = ({ amount, per, unit }: AuditPriceInput) =>
    amount / toM3({ volume: per ?? 1, ...(unit === undefined ? {} : { unit }) });
  return {
    currency: input.currency ?? 'THB',
    retailPerM3: perM3(retailPrice),
    productionPerM3: perM3(productionCost),
    valueLossesAt: input.valueLossesAt === 'RETAIL_PRICE' ? 'retail' : 'production',
    annualOperatingCost: input.annualOperatingCost ?? null,
    leakControlCostPerKm: null,
  };
}

/** What is wrong with grades, margins and prices, in one sentence; null when nothing is. */
export function problemWithQuality(input: WaterAuditInput): string | null {
  const twice = saidTwice(input.quality ?? []);
  if (twice !== undefined) return `\`quality\` speaks of ${twice} twice: say it once.`;
  const qualities = auditQuality(input);
  const badGrade = qualities.find(
    ({ grade }) => grade !== null && !(Number.isInteger(grade) && grade >= 1 && grade <= 10),
  );
  if (badGrade !== undefined) return `The grade of ${badGrade.input} must be from 1 to 10.`;
  const badMargin = qualities.find(
    ({ margin95Ratio }) => margin95Ratio !== null && !(margin95Ratio >= 0 && margin95Ratio <= 1),
  );
  if (badMargin !== undefined) {
    return `The margin of ${badMargin.input} must be a ratio from 0 to 1: 0.02 for ± 2 %.`;
  }
  const prices = [input.retailPrice, input.productionCost].filter(
    (price) => price !== null && price !== undefined,
  );
  if (prices.length === 1) return 'Enter both `retailPrice` and `productionCost`, or neither.';
  if (prices.some(({ amount, per }) => amount < 0 || !((per ?? 1) > 0))) {
    return 'A price must not be negative, nor for a volume that is not above 0.';
  }
  if ((input.annualOperatingCost ?? 0) < 0) return '`annualOperatingCost` must not be negative.';
  return /^[A-Z]{3}$/u.test(input.currency ?? 'THB')
    ? null
    : 'A currency is three capital letters of ISO 4217: THB.';
}

/** An input that is graded more than once, so that nobody knows which holds. */
export function saidTwice(
  quality: readonly { readonly input: AuditInput }[],
): AuditInput | undefined {
  const inputs = quality.map(({ input }) => input);
  return inputs.find((input, index) => inputs.indexOf(input) !== index);
}
