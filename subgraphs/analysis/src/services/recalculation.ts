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

type Options = {
  readonly createContext: (request: RequestContext) => Context;
  readonly log: Logger;
};

/** One turn as the service itself, with loaders of its own; true when there may be more to do. */
export function recalculateOnce({ createContext, log }: Options): Promise<boolean> {
  const viewer = makeViewer(serviceClaims('analysis'));
  return recalculateOutdated(
    createContext({ viewer, requestId: newId(), log, now: () => new Date(), newId }),
  );
}

/** Recalculates in the background every `intervalMs`; null when that is 0. */
export function startRecalculation(options: Options, intervalMs: number): BackgroundWork | null {
  if (intervalMs === 0) return null;
  return startBackgroundWork({
    name: 'recalculating balances whose data changed',
    intervalMs,
    work: () => recalculateOnce(options),
    log: options.log,
  });
}
