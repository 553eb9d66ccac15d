import { forecastRetention } from '../../domain/forecast/forecast-retention.ts';
import type { ForecastContext } from './forecast-days.ts';

/** Deletes forecasts that nothing needs any more, some thousand at a time. How many there were. */
export async function pruneForecasts(
  { forecasts, signal }: Pick<ForecastContext, 'forecasts' | 'signal'>,
  at: Date,
): Promise<number> {
  const { shownBefore, anyBefore } = forecastRetention(at);
  let pruned = 0;
  for (let last = -1; last !== 0; pruned += last) {
    last = await forecasts.prune(shownBefore, anyBefore);
    signal.throwIfAborted();
  }
  return pruned;
}

/** Does so on the first call of each day, and nothing on the others. */
export function dailyPruning(
  context: Pick<ForecastContext, 'forecasts' | 'signal' | 'now'>,
): () => Promise<void> {
  let prunedOn: string | null = null;
  return async () => {
    const now = context.now();
    const today = now.toISOString().slice(0, 10);
    if (prunedOn === today) return;
    await pruneForecasts(context, now);
    prunedOn = today;
  };
}
