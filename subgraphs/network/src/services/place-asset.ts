import { fail, ok, type Result } from '@waris/service-kit';
import type { Context } from '../context.ts';
import { invalidInput, notFound, type InvalidInput, type NotFound } from '../domain/refusals.ts';
import { findBranch, findDma } from './find-in-area.ts';

type Given = {
  readonly dmaId?: string | null | undefined;
  readonly sourceDmaId?: string | null | undefined;
  readonly branchId?: string | null | undefined;
};

export type Placed = {
  readonly branchId: string;
  readonly dmaId: string | null;
  readonly sourceDmaId: string | null;
};

/** Finds the DMAs and the branch of a new meter or pipe, all within the caller's area. */
export async function placeAsset(
  context: Context,
  { dmaId, sourceDmaId, branchId }: Given,
): Promise<Result<Placed, InvalidInput | NotFound>> {
  const dma = dmaId == null ? null : await findDma(context, dmaId);
  if (dmaId != null && dma === null) return fail(notFound('DMA', 'dmaId'));
  const source = sourceDmaId == null ? null : await findDma(context, sourceDmaId);
  if (sourceDmaId != null && source === null) return fail(notFound('DMA', 'sourceDmaId'));

  const ids = { dmaId: dma?.id ?? null, sourceDmaId: source?.id ?? null };
  const home = dma ?? source;
  if (home !== null) {
    return branchId == null || branchId === home.branchId
      ? ok({ ...ids, branchId: home.branchId })
      : fail(invalidInput('The DMA belongs to another branch.', 'branchId'));
  }
  if (branchId == null) return fail(invalidInput('Name a DMA or a branch.', 'branchId'));
  const branch = await findBranch(context, branchId);
  return branch === null
    ? fail(notFound('branch', 'branchId'))
    : ok({ ...ids, branchId: branch.id });
}
