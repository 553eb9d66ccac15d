import { setImmediate } from 'node:timers/promises';
import { dayReadings } from '../../domain/detection/day-readings.ts';
import { dailyModelVersions } from '../../domain/detection/daily-models.ts';
import { beginRuns, judgementsOf, takeDay, type DmaPass } from '../../domain/detection/dma-pass.ts';
import type { Period } from '../../domain/period.ts';
import type { EvaluationRepository } from '../../persistence/detection/evaluation-repository.ts';
import type { PublishedDaysRepository } from '../../persistence/detection/published-days-repository.ts';
import type { ReadingsRepository } from '../../persistence/readings-repository.ts';
import { planPasses } from './plan-passes.ts';

export type EvaluationContext = {
  readonly published: PublishedDaysRepository;
  readonly evaluations: EvaluationRepository;
  readonly readings: ReadingsRepository;
  now(): Date;
  /** Aborted when the service stops: a turn that is given up is done again later. */
  readonly signal: AbortSignal;
};

/** What one turn reads and holds at most, in days of DMAs; a DMA with more goes alone. */
const mostDmaDays = 3000;
const mostDmas = 100;
const sliceDays = 31;
const dayMs = 86_400_000;

/**
 * One turn: judges the days that are over, of DMAs whose readings are new or have changed, those
 * with the fewest days first. What it finds is kept in one transaction with the watermarks, so a
 * turn that is cut off leaves nothing and is done again. DMAs without a revision above `since` are
 * known to have nothing to judge. True when there may be more to do.
 */
export async function evaluateDays(context: EvaluationContext, since: number): Promise<boolean> {
  const plans = await planPasses(context, since, dailyModelVersions);
  const chosen = plans.slice(0, chooseCount(plans.map(({ days }) => days)));
  if (chosen.length === 0) return false;
  const states = await context.evaluations.statesBefore(
    chosen.flatMap(({ dmaId, models }) =>
      models.map(({ modelVersion, plan }) => ({
        dmaId,
        modelVersion,
        beforeDay: plan.from.date,
      })),
    ),
  );
  const passes = chosen.map((plan) => beginRuns(plan, states));
  await walk(context, passes);
  const wasKept = await context.evaluations.keep(passes.flatMap(judgementsOf), context.now());
  return !wasKept || plans.length > chosen.length;
}

function chooseCount(days: readonly number[]): number {
  let sum = 0;
  const count = days.findIndex((each) => {
    sum += each;
    return sum > mostDmaDays;
  });
  return Math.min(mostDmas, count === -1 ? days.length : Math.max(1, count));
}

// Month by month for all DMAs at once: one statement each, and memory for one month.
async function walk(context: EvaluationContext, passes: readonly DmaPass[]): Promise<void> {
  const from = Math.min(...passes.map(({ fromMs }) => fromMs));
  const to = Math.max(...passes.map(({ untilMs }) => untilMs));
  for (let start = from; start < to; start += sliceDays * dayMs) {
    const end = Math.min(to, start + sliceDays * dayMs);
    const within = passes.filter(({ fromMs, untilMs }) => fromMs < end && untilMs > start);
    if (within.length > 0) await takeSlice(context, within, start, end);
  }
}

async function takeSlice(
  { readings, published, signal }: EvaluationContext,
  passes: readonly DmaPass[],
  start: number,
  end: number,
): Promise<void> {
  const ids = passes.map(({ dmaId }) => dmaId);
  const days = new Map(
    passes.map((pass) => [
      pass,
      pass.days.filter(({ startMs }) => startMs >= start && startMs < end),
    ]),
  );
  const all = [...days.values()].flat();
  if (all.length === 0) return;
  // Days that begin within the slice are read to their end.
  const period: Period = {
    from: new Date(Math.min(...all.map(({ startMs }) => startMs))),
    to: new Date(Math.max(...all.map(({ endMs }) => endMs))),
  };
  const grids = await readings.inflowGrids({ ids, scope: 'everywhere' }, period);
  const sensors = await published.sensorGrids(ids, period);
  const tankSurfacesM2 = await published.tankSurfacesM2(ids);
  for (const [pass, ofPass] of days) {
    const { dmaId } = pass;
    const ofDma = [sensors.get(dmaId) ?? [], tankSurfacesM2.get(dmaId) ?? null] as const;
    for (const day of ofPass) takeDay(pass, dayReadings(day, grids.get(dmaId), ...ofDma));
    // Requests are served between two DMAs.
    await setImmediate();
    signal.throwIfAborted();
  }
}
