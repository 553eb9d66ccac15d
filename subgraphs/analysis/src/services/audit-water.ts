import { badUserInput } from '@waris/service-kit';
import type { WaterAuditInput } from '../__generated__/resolvers-types.ts';
import type { Context } from '../context.ts';
import { longestPeriodDays } from '../domain/period.ts';
import { waterAudit, type WaterAudit } from '../domain/water-audit.ts';
import { auditFigures } from './audit-figures.ts';
import { problemWithQuality } from './audit-quality.ts';

/** A water audit of entered figures. Throws BAD_USER_INPUT, naming the first field at fault. */
export function auditWater(context: Context, input: WaterAuditInput): WaterAudit {
  context.viewer.require('analysis:read');
  const problem = problemWith(input);
  if (problem !== null) throw badUserInput(problem);
  return waterAudit(auditFigures(input, context.settings));
}

const volumeNames = [
  'systemInputVolume',
  'ownSources',
  'imported',
  'exported',
  'billedMetered',
  'billedUnmetered',
  'unbilledMetered',
  'unbilledUnmetered',
  'apparentLosses',
  'unauthorisedConsumption',
  'customerMeterInaccuracy',
  'dataHandlingErrors',
] as const satisfies readonly (keyof WaterAuditInput)[];

const notNegative = ['connections', 'mainsLength', 'privatePipeLength', 'averagePressure'] as const;

function problemWith(input: WaterAuditInput): string | null {
  return (
    problemWithAlternatives(input) ??
    volumeNames.map((name) => problemWithVolume(name, input[name])).find(isProblem) ??
    notNegative
      .map((name) => ((input[name] ?? 0) < 0 ? `\`${name}\` must not be negative.` : null))
      .find(isProblem) ??
    problemWithRatios(input) ??
    problemWithQuality(input)
  );
}

const isProblem = (problem: string | null) => problem !== null;

function problemWithAlternatives(input: WaterAuditInput): string | null {
  const given = (...names: (keyof WaterAuditInput)[]) =>
    names.some((name) => input[name] !== undefined && input[name] !== null);
  if (given('systemInputVolume') && given('ownSources', 'imported', 'exported')) {
    return 'Enter either `systemInputVolume` or `ownSources`, `imported` and `exported`.';
  }
  const parts = [
    'unauthorisedConsumption',
    'customerMeterInaccuracy',
    'dataHandlingErrors',
  ] as const;
  return given('apparentLosses') && given(...parts)
    ? 'Enter either `apparentLosses` or its three parts.'
    : null;
}

function problemWithVolume(name: string, entered: WaterAuditInput['ownSources']): string | null {
  if (entered === undefined || entered === null) return null;
  const signed = ['customerMeterInaccuracy', 'dataHandlingErrors', 'apparentLosses'].includes(name);
  if (entered.volume < 0 && !signed) return `\`${name}\` must not be negative.`;
  const margin = entered.margin95Ratio ?? 0;
  return margin >= 0 && margin <= 1
    ? null
    : `The margin of \`${name}\` must be a ratio from 0 to 1: 0.02 for ± 2 %.`;
}

function problemWithRatios(input: WaterAuditInput): string | null {
  const periodDays = input.periodDays ?? 365;
  if (!(periodDays > 0 && periodDays <= longestPeriodDays)) {
    return `\`periodDays\` must be above 0 and at most ${longestPeriodDays}.`;
  }
  const missed = input.customerMeterUnderRegistrationRatio ?? 0;
  if (!(missed >= 0 && missed < 1)) {
    return '`customerMeterUnderRegistrationRatio` must be from 0 to below 1.';
  }
  const error = input.sourceMeterErrorRatio ?? 0;
  if (!(error > -1 && error <= 1)) return '`sourceMeterErrorRatio` must be above −1 and at most 1.';
  const pressureMargin = input.averagePressureMargin95Ratio ?? 0;
  return pressureMargin >= 0 && pressureMargin <= 1
    ? null
    : '`averagePressureMargin95Ratio` must be a ratio from 0 to 1.';
}
