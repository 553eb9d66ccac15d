import { fail, ok, type Result } from '@waris/service-kit';
import { z } from 'zod';
import type { Context } from '../context.ts';
import { regionCodeOf } from '../domain/dma-code.ts';
import type {
  ImportNetworkInput,
  ImportRefusal,
  NetworkImport,
  OnImportProgress,
} from '../domain/import/network-import.ts';
import type { ImportPlan } from '../domain/import/plan.ts';
import { code, parseInput, text } from '../domain/input.ts';
import { invalidInput, notFound, type NotFound } from '../domain/refusals.ts';
import type { BranchToImport } from '../persistence/import/branch-of-import.ts';
import { auditRecord } from './audit.ts';

const branchSchema = z.object({
  branch: z.object({ branchCode: code, regionCode: code.nullish(), nameTh: text, nameEn: text }),
});

/**
 * Reads an EPANET network into a branch, in one transaction. The same file again changes nothing;
 * a newer one changes what differs and deletes nothing.
 */
export async function importNetwork(
  context: Context,
  input: ImportNetworkInput,
  onProgress: OnImportProgress = () => undefined,
): Promise<Result<NetworkImport, ImportRefusal | NotFound>> {
  context.viewer.require('network:write');
  const parsed = parseInput(branchSchema, { branch: input.branch });
  if (!parsed.ok) return parsed;
  const { branchCode, regionCode, nameTh, nameEn } = parsed.value.branch;
  const plan = await context.importPlanner.ask({ ...input, branch: parsed.value.branch });
  if (!plan.ok) return plan;

  const branch: BranchToImport = {
    code: branchCode,
    regionCode: regionCode ?? null,
    likelyRegionCode: regionCodeOf(branchCode),
    nameTh,
    nameEn,
  };
  return merge(context, plan.value, branch, input.inp.fileName, onProgress);
}

async function merge(
  context: Context,
  plan: ImportPlan,
  branch: BranchToImport,
  fileName: string,
  onProgress: OnImportProgress,
): Promise<Result<NetworkImport, ImportRefusal | NotFound>> {
  const details = { branchCode: branch.code, fileName: fileName.slice(0, 200) };
  const toAudit = (branchId: string) =>
    auditRecord(context, 'network.imported', { type: 'Branch', id: branchId }, details);
  const { scope } = context.viewer;
  const maker = { scope, at: context.now(), newId: context.newId };
  const outcome = await context.networkImporter.merge(plan, branch, maker, toAudit, onProgress);
  switch (outcome.kind) {
    case 'OutsideArea':
      return fail(notFound('branch or region', 'branch', 'code'));
    case 'RegionUnknown':
      return fail(invalidInput('The branch is new: name its region.', 'branch', 'regionCode'));
    case 'OtherRegion':
      return fail(invalidInput('The branch is in another region.', 'branch', 'regionCode'));
    case 'Taken':
      return fail(
        ...outcome.codes.map((taken) => invalidInput(`${taken} belongs to another branch.`)),
      );
    case 'Imported':
      await context.dmaCache.forget(outcome.dmaIds);
      context.loaders.dma.clearAll();
      return ok({
        branchId: outcome.branchId,
        dmaIds: outcome.dmaIds,
        counts: outcome.counts,
        unmeteredLinks: plan.unmeteredLinks,
        skipped: plan.skipped,
        warnings: [...plan.warnings, ...outcome.warnings],
      });
  }
}
