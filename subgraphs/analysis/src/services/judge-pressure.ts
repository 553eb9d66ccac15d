import { badUserInput } from '@waris/service-kit';
import { convertPressure, flowM3PerHour } from '@waris/water-loss';
import type {
  PressureReductionInput,
  PressureStepTestInput,
} from '../__generated__/resolvers-types.ts';
import type { Context } from '../context.ts';
import {
  judgedStepTest,
  pressureReductionOf,
  problemWithPlan,
  type PressureReduction,
} from '../domain/pressure-reduction.ts';
import { pressureUnits } from './audit-figures.ts';

const mostStages = 10;

/** N1 from entered stages. Throws BAD_USER_INPUT, naming what is at fault. */
export function judgeStepTest(
  context: Context,
  input: PressureStepTestInput,
): ReturnType<typeof judgedStepTest> {
  context.viewer.require('analysis:read');
  const problem = problemWithTest(input);
  if (problem !== null) throw badUserInput(problem);
  const legitimate = input.legitimateUseM3PerHour ?? 0;
  return judgedStepTest(
    input.stages.map((stage) => {
      const saidUnit = pressureUnits[stage.pressureUnit ?? input.pressureUnit ?? 'METRES'];
      return {
        leakageM3PerHour: flowM3PerHour(stage.flowM3PerHour - legitimate),
        pressureM: convertPressure(stage.pressure, saidUnit),
        saidUnit,
        leakageMargin95Ratio: input.flowMargin95Ratio ?? 0,
        pressureMargin95Ratio: input.pressureMargin95Ratio ?? 0,
      };
    }),
  );
}

function problemWithTest(input: PressureStepTestInput): string | null {
  const { stages } = input;
  if (stages.length < 2 || stages.length > mostStages) {
    return `A step test has 2 to ${mostStages} stages.`;
  }
  if (stages.some((stage) => stage.flowM3PerHour < 0 || stage.pressure < 0)) {
    return 'Flows and pressures must not be negative.';
  }
  if ((input.legitimateUseM3PerHour ?? 0) < 0) return 'Legitimate use must not be negative.';
  const margins = [input.flowMargin95Ratio ?? 0, input.pressureMargin95Ratio ?? 0];
  return margins.every((margin) => margin >= 0 && margin <= 1)
    ? null
    : 'Margins must be ratios from 0 to 1: 0.02 for ± 2 %.';
}

/** What a pressure cut saves, from entered figures. Throws BAD_USER_INPUT on a bad one. */
export function judgePressureReduction(
  context: Context,
  input: PressureReductionInput,
): PressureReduction {
  context.viewer.require('analysis:read');
  const unit = pressureUnits[input.pressureUnit ?? 'METRES'];
  const price = input.productionCostPerM3 ?? null;
  const plan = {
    leakageM3PerDay: input.leakageM3PerDay,
    leakageMargin95Ratio: input.leakageMargin95Ratio ?? 0,
    averagePressureM: convertPressure(input.averagePressure, unit),
    newAveragePressureM: convertPressure(input.newAveragePressure, unit),
    saidUnit: unit,
    leakageExponent: input.leakageExponentIndex ?? 1,
    leakageExponentMargin95: input.leakageExponentMargin95Index ?? 0,
    price: price === null ? null : { perM3: price, currency: input.currency ?? 'THB' },
  };
  const problem = problemWithPlan(plan);
  if (problem !== null) throw badUserInput(problem);
  return pressureReductionOf(plan);
}
