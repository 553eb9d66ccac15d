import { invalidInput, type InvalidInput } from '@waris/service-kit';
import { problemWithPeriod } from '../domain/period.ts';
import { saidTwice } from './audit-quality.ts';
import type { CalculateWaterBalanceInput } from './calculate-water-balance.ts';

// A population of meters that over-registers has a rightly negative inaccuracy.
const mayBeNegative: ReadonlySet<string> = new Set(['customerMeterInaccuracyM3']);

/** What is wrong with a calculation that was asked for, field by field. */
export function problemsWithCalculation(
  input: Omit<CalculateWaterBalanceInput, 'dmaCode'>,
  now: Date,
): readonly InvalidInput[] {
  const period = problemWithPeriod(input.period);
  const ratio = input.customerMeterUnderRegistrationRatio ?? 0;
  const twice = saidTwice(input.quality);
  const negative = Object.entries(input.knownVolumes).filter(
    ([name, volume]) => (volume ?? 0) < 0 && !mayBeNegative.has(name),
  );
  return [
    ...(period === null ? [] : [invalidInput(period, 'period')]),
    ...(input.period.from > now
      ? [invalidInput('The period has not begun: nothing can be calculated yet.', 'period', 'from')]
      : []),
    ...(ratio >= 0 && ratio < 1
      ? []
      : [
          invalidInput(
            'The share that meters miss must be from 0 to below 1.',
            'customerMeterUnderRegistrationRatio',
          ),
        ]),
    ...input.quality.flatMap(problemsWithQuality),
    ...(twice === undefined
      ? []
      : [invalidInput(`It speaks of ${twice} twice: say it once.`, 'quality')]),
    ...negative.map(([name]) =>
      invalidInput('A known volume must not be negative.', 'knownVolumes', graphNameOf(name)),
    ),
  ];
}

function graphNameOf(component: string): string {
  return component === 'waterSuppliedM3' ? 'systemInputVolumeM3' : component;
}

function problemsWithQuality(
  { margin95Ratio, grade }: CalculateWaterBalanceInput['quality'][number],
  index: number,
): readonly InvalidInput[] {
  const margin = margin95Ratio ?? 0;
  const path = ['quality', String(index)];
  return [
    ...(margin >= 0 && margin <= 1
      ? []
      : [
          invalidInput(
            'A margin must be a ratio from 0 to 1: 0.02 for ± 2 %.',
            ...path,
            'margin95Ratio',
          ),
        ]),
    ...(grade === null || (Number.isInteger(grade) && grade >= 1 && grade <= 10)
      ? []
      : [invalidInput('A grade must be a whole number from 1 to 10.', ...path, 'grade')]),
  ];
}
