import type { Context } from '../context.ts';
import type { Calculation } from '../domain/calculation.ts';
import { figuresEqual } from '../domain/same-figures.ts';
import { auditOfCalculation } from './audit-of-calculation.ts';
import { calculateBalance } from './calculate-balance.ts';
import { noticeLateBills } from './notice-late-bills.ts';
import type { RevisionWatermark } from './revision-watermark.ts';

/** So many are recalculated at once; they share their statements by period. */
const batchSize = 20;

/**
 * Calculates kept balances again whose readings, bills or entered volumes came or changed later, and puts
 * the new ones in their place; one that comes out the same is only noted to hold for the new data.
 * True when there may be more to do. Done twice it does nothing more.
 */
export async function recalculateOutdated(
  context: Context,
  watermark: RevisionWatermark,
): Promise<boolean> {
  context.viewer.require('analysis:write');
  await noticeLateBills(context);
  const latest = await context.calculations.latestRevision();
  const outdated = await context.calculations.findOutdated(batchSize, watermark.revision());
  const results = await Promise.allSettled(outdated.map((each) => recalculate(context, each)));
  // The others are kept by now; the work is tried again and tells of it.
  const failed = results.find((result) => result.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
  if (outdated.length === 0) watermark.sawNothingUpTo(latest, context.now());
  return outdated.length === batchSize;
}

async function recalculate(context: Context, old: Calculation): Promise<void> {
  const dma = await context.loaders.dma.load(old.dmaId);
  if (dma === null) throw new Error(`The DMA ${old.dmaId} of a calculation is gone.`);
  const calculated = await calculateBalance(context, dma, {
    period: old.balance.period,
    customerMeterUnderRegistrationRatio: old.inputs.customerMeterUnderRegistrationRatio,
    knownVolumes: old.inputs.knownVolumes,
    quality: old.inputs.quality,
  });
  const calculation: Calculation = { ...calculated, cause: 'late data' };
  if (figuresEqual(old, calculation)) {
    await context.calculations.confirm(old.id, calculation.dataRevision);
    return;
  }
  const message = auditOfCalculation(context, calculation, dma.code);
  await context.calculations.keep([{ calculation, message, inPlaceOf: old.id }]);
}
