import { auditMessage, auditRecord } from '@waris/database';
import {
  fail,
  invalidInput,
  ok,
  type InvalidInput,
  type NotFound,
  type Result,
} from '@waris/service-kit';
import type { Context } from '../context.ts';
import type { CostSettings } from '../domain/water-costs.ts';
import type { KeptCostSettings } from '../persistence/cost-settings-repository.ts';
import { costAreaOf, noSuchArea, problemsWithArea, type CostAreaInput } from './cost-area.ts';

export type SetCostSettingsInput = CostSettings & CostAreaInput;

/** Sets the prices of an area that the caller sees as a whole, with the audit record. */
export async function setCostSettings(
  context: Context,
  input: SetCostSettingsInput,
): Promise<Result<KeptCostSettings, InvalidInput | NotFound>> {
  context.viewer.require('analysis:write');
  const problems = problemsWith(input);
  if (problems.length > 0) return fail(...problems);
  const area = await costAreaOf(context, input);
  if (area === null) return fail(noSuchArea(input));
  const { regionId: _region, branchId: _branch, dmaCode: _code, ...settings } = input;
  const kept: KeptCostSettings = {
    ...settings,
    ...area,
    setBy: { kind: context.viewer.kind, id: context.viewer.id },
    setAt: context.now(),
  };
  const [before] = await context.costSettings.findOfAreas([area.areaId]);
  const subject = { type: 'CostSettings', id: area.areaId };
  const details = { level: area.level, before: before ?? null, after: settings };
  const record = auditRecord(context, 'analysis.costSettings.set', subject, details);
  await context.costSettings.set(kept, auditMessage(record));
  return ok(kept);
}

const amounts = [
  ['retailPerM3', 'retailPricePerM3'],
  ['productionPerM3', 'productionCostPerM3'],
  ['annualOperatingCost', 'annualOperatingCostAmount'],
  ['leakControlCostPerKm', 'leakControlCostPerKm'],
] as const;

function problemsWith(input: SetCostSettingsInput): readonly InvalidInput[] {
  const negative = amounts.filter(([name]) => (input[name] ?? 0) < 0);
  return [
    ...problemsWithArea(input),
    ...(/^[A-Z]{3}$/u.test(input.currency)
      ? []
      : [invalidInput('A currency is three capital letters of ISO 4217: THB.', 'currency')]),
    ...negative.map(([, field]) => invalidInput('An amount must not be negative.', field)),
    ...(input.leakControlCostPerKm === 0
      ? [invalidInput('Nobody mends leaks for nothing: leave it out.', 'leakControlCostPerKm')]
      : []),
  ];
}
