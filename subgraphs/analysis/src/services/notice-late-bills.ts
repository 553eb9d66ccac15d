import { exactVolume } from '@waris/water-loss';
import type { Context } from '../context.ts';
import { billedConsumptionOf } from '../domain/billed-consumption.ts';
import type { Calculation } from '../domain/calculation.ts';

const dayMs = 86_400_000;
/** Registers up to 100 days apart embrace a period; a month more for those that are entered late. */
const billsComeForDays = 131;
const checkedEveryMs = dayMs / 4;
const batchSize = 20;

/**
 * Registers of customers have no revision: kept balances of recent time are compared with what the
 * registers say now, some in each turn, and marked as out of date where that differs.
 */
export async function noticeLateBills(context: Context): Promise<void> {
  const now = context.now().getTime();
  const calculations = await context.calculations.findBillsToCheck(
    new Date(now - billsComeForDays * dayMs),
    new Date(now - checkedEveryMs),
    batchSize,
  );
  if (calculations.length === 0) return;
  const changed = await Promise.all(
    calculations.map(async (each) => ((await haveBillsChanged(context, each)) ? [each.id] : [])),
  );
  const ids = calculations.map((each) => each.id);
  await context.calculations.billsChecked(ids, changed.flat(), context.now());
}

async function haveBillsChanged(context: Context, { dmaId, balance }: Calculation) {
  const dma = await context.loaders.dma.load(dmaId);
  if (dma === null) return false;
  const { period, billedMetered, volumes, quality } = balance;
  const readings = await context.loaders.customerReadings.load({ dma, period });
  const billed = billedConsumptionOf(readings);
  const isRead = quality.inputs.some(
    ({ input, source }) => input === 'BILLED_METERED' && source !== 'ENTERED',
  );
  const volume = billed.volumeM3 === null ? null : exactVolume(billed.volumeM3);
  return (
    billed.coverageRatio !== billedMetered.coverageRatio ||
    billed.meterCount !== billedMetered.meterCount ||
    billed.metersWithoutReadings !== billedMetered.metersWithoutReadings ||
    (isRead && volume !== volumes.billedMeteredM3)
  );
}
