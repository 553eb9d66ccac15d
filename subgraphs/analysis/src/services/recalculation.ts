import {
  makeViewer,
  newId,
  serviceClaims,
  startBackgroundWork,
  type BackgroundWork,
  type Logger,
  type RequestContext,
} from '@waris/service-kit';
import type { Context } from '../context.ts';
import { recalculateOutdated } from './recalculate-outdated.ts';
import {
  fixedWatermark,
  makeRevisionWatermark,
  type RevisionWatermark,
} from './revision-watermark.ts';

type Options = {
  readonly createContext: (request: RequestContext) => Context;
  readonly log: Logger;
};

/** One turn as the service itself, with loaders of its own; true when there may be more to do. */
function recalculateOnce(
  { createContext, log }: Options,
  watermark: RevisionWatermark,
): Promise<boolean> {
  const viewer = makeViewer(serviceClaims('analysis'));
  const request = { viewer, requestId: newId(), log, now: () => new Date(), newId };
  return recalculateOutdated(createContext(request), watermark);
}

/** One turn when somebody asks for it; with a revision, of days that changed after it only. */
export function recalculateNow(
  options: Options,
  sinceRevision: number | undefined,
): Promise<boolean> {
  return recalculateOnce(options, fixedWatermark(sinceRevision ?? null));
}

/** Recalculates in the background every `intervalMs`; null when that is 0. */
export function startRecalculation(options: Options, intervalMs: number): BackgroundWork | null {
  if (intervalMs === 0) return null;
  const watermark = makeRevisionWatermark();
  return startBackgroundWork({
    name: 'recalculating balances whose data changed',
    intervalMs,
    work: () => recalculateOnce(options, watermark),
    log: options.log,
  });
}
