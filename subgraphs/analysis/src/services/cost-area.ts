import { invalidInput, notFound, type InvalidInput, type NotFound } from '@waris/service-kit';
import type { Context } from '../context.ts';
import type { CostLevel } from '../persistence/cost-settings-repository.ts';

/** The area of prices: exactly one of these is given. */
export type CostAreaInput = {
  readonly regionId: string | null;
  readonly branchId: string | null;
  readonly dmaCode: string | null;
};

export function problemsWithArea(input: CostAreaInput): readonly InvalidInput[] {
  const named = [input.regionId, input.branchId, input.dmaCode].filter((each) => each !== null);
  return named.length === 1
    ? []
    : [invalidInput('Give exactly one of `regionId`, `branchId` and `dmaCode`.')];
}

/** Null when it does not exist, has no DMA, or is not seen as a whole. */
export async function costAreaOf(
  context: Context,
  { regionId, branchId, dmaCode }: CostAreaInput,
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

/** Says which area there is none of, for `costAreaOf` that gave null. */
export function noSuchArea({ regionId, branchId, dmaCode }: CostAreaInput): NotFound {
  if (regionId !== null) return notFound('There is no region of this id with a DMA.', 'regionId');
  return branchId === null
    ? notFound(`There is no DMA ${dmaCode ?? ''}.`, 'dmaCode')
    : notFound('There is no branch of this id with a DMA.', 'branchId');
}
