import type { Context } from '../../context.ts';
import type { LossEvent } from '../../domain/detection/event.ts';
import { metersAtFault } from '../../domain/detection/faulty-meters.ts';
import { visibleMeters } from './burst-place.ts';

/** The boundary meters that show the fault of an event, as far as the caller may see them. */
export async function faultyMetersOf(
  context: Context,
  { dmaId, startMs, details: { fault } }: LossEvent,
): Promise<readonly string[] | null> {
  if (fault === undefined) return null;
  const flows = await context.detection.loaders.boundaryFlows.load({ dmaId, dayMs: startMs });
  const ids = metersAtFault(flows, fault);
  // Of net inflow alone it can show as well: a tank level that is missing, meters that cancel out.
  return ids.length === 0 ? null : visibleMeters(context, ids);
}
