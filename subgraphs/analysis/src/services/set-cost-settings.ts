import { auditMessage, auditRecord } from '@waris/database';
import {
  fail,
  invalidInput,
  notFound,
  ok,
  type InvalidInput,
  type NotFound,
  type Result,
} from '@waris/service-kit';
import type { Context } from '../context.ts';
import type { CostSettings } from '../domain/water-costs.ts';
import type { CostLevel, KeptCostSettings } from '../persistence/cost-settings-repository.ts';

export type SetCostSettingsInput = CostSettings & {
  readonly regionId: string | null;
  readonly branchId: string | null;
  readonly dmaCode: string | null;
};

/** Sets the prices of an area that the caller sees as a whole, with the audit record. */
export async function setCostSettings(
  context: Context,
  input: SetCostSettingsInput,
): Promise<Result<KeptCostSettings, InvalidInput | NotFound>> {
  context.viewer.require('analysis:write');
  const problems = problemsWith(input);
  if (problems.length > 0) return fail(...problems);
  const area = await areaOf(context, input);
  if (area === null) {
    const [field, name] = namesOf(input);
    return fail(notFound(`There is no ${field === 'dmaCode' ? 'DMA ' : ''}${name}.`, field));
  }
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

function namesOf(input: SetCostSettingsInput): readonly [string, string] {
  if (input.regionId !== null) return ['regionId', 'region of this id with a DMA'];
  return input.branchId === null
    ? ['dmaCode', input.dmaCode ?? '']
    : ['branchId', 'branch of this id with a DMA'];
}

/** Null when it does not exist, has no DMA, or is not seen as a whole. */
async function areaOf(
  context: Context,
  { regionId, branchId, dmaCode }: SetCostSettingsInput,
): Promise<{ readonly areaId: string; readonly level: CostLevel } | null> {
  if (regionId !== null) {
    const dmas = await context.loaders.dmasOfRegion.load(regionId);
    return dmas.length === 0 ? null : { areaId: regionId, level: 'region' };
  }
  if (branchId !== null) {
    const dmas = await context.loaders.dmasOfBranch.load(branchId);
    return dmas.length === 0 ? null : { areaId: branchId, level: 'branch' };
  }
  const code = (dmaCode ?? '').trim().toUpperCase();
  const dma = await context.dmas.findByCode(code, context.viewer.scope);
  return dma === null ? null : { areaId: dma.id, level: 'dma' };
}

const amounts = [
  ['retailPerM3', 'retailPricePerM3'],
  ['productionPerM3', 'productionCostPerM3'],
  ['annualOperatingCost', 'annualOperatingCostAmount'],
  ['leakControlCostPerKm', 'leakControlCostPerKm'],
] as const;

function problemsWith(input: SetCostSettingsInput): readonly InvalidInput[] {
  const named = [input.regionId, input.branchId, input.dmaCode].filter((each) => each !== null);
  const negative = amounts.filter(([name]) => (input[name] ?? 0) < 0);
  return [
    ...(named.length === 1
      ? []
      : [invalidInput('Give exactly one of `regionId`, `branchId` and `dmaCode`.')]),
    ...(/^[A-Z]{3}$/u.test(input.currency)
      ? []
      : [invalidInput('A currency is three capital letters of ISO 4217: THB.', 'currency')]),
    ...negative.map(([, field]) => invalidInput('An amount must not be negative.', field)),
    ...(input.leakControlCostPerKm === 0
      ? [invalidInput('Nobody mends leaks for nothing: leave it out.', 'leakControlCostPerKm')]
      : []),
  ];
}
