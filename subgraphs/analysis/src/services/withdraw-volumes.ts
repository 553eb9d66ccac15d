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
import type { KeptVolume } from '../persistence/entered-volume-repository.ts';

export type WithdrawVolumesInput = { readonly dmaCode: string; readonly ids: readonly string[] };

const mostVolumes = 200;

/** Takes volumes out of force that should not have been entered, all or none; they stay as history. */
export async function withdrawEnteredVolumes(
  context: Context,
  { dmaCode, ids }: WithdrawVolumesInput,
): Promise<Result<readonly KeptVolume[], InvalidInput | NotFound>> {
  context.viewer.require('analysis:write');
  if (ids.length === 0 || ids.length > mostVolumes) {
    return fail(invalidInput(`Name 1 to ${mostVolumes} volumes at once.`, 'ids'));
  }
  const code = dmaCode.trim().toUpperCase();
  const dma = await context.dmas.findByCode(code, context.viewer.scope);
  if (dma === null) return fail(notFound(`There is no DMA ${dmaCode}.`, 'dmaCode'));

  const subject = { type: 'Dma', id: dma.id };
  const details = { dmaCode: dma.code, volumeIds: ids };
  const record = auditRecord(context, 'analysis.volumes.withdrawn', subject, details);
  const { withdrawn, missingIds } = await context.enteredVolumes.withdraw(
    dma,
    ids,
    { by: `${context.viewer.kind}:${context.viewer.id}`, at: context.now() },
    auditMessage(record),
  );
  if (missingIds.length === 0) return ok(withdrawn);
  return fail(
    ...missingIds.map((id) =>
      notFound(
        `No volume ${id} is in force for ${dma.code}: it may have been replaced or withdrawn.`,
        'ids',
        String(ids.indexOf(id)),
      ),
    ),
  );
}
