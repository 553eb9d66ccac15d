import type { PassPlan } from '../../domain/detection/dma-pass.ts';
import { localDaysStartingIn } from '../../domain/local-days.ts';
import { makeForecasts, openForecastBook, originsOf } from './forecast-book.ts';
import type { ForecastContext } from './forecast-days.ts';

/** With more days than that to walk, a DMA is behind. */
const behindDays = 14;
const mostDmas = 16;
const dayMs = 86_400_000;

/**
 * Forecasts from the end of what is known of DMAs that are behind and not forecast from there yet,
 * some of them in a turn. The forecast is the one that the walk will come to. True when it made one.
 */
export async function forecastLatest(
  context: ForecastContext,
  plans: readonly PassPlan[],
  version: string,
): Promise<boolean> {
  const behind = plans.filter(({ days }) => days > behindDays);
  const latest = await context.forecasts.latestOrigins(
    behind.map(({ dmaId }) => dmaId),
    version,
  );
  const missing = behind.filter(({ dmaId, untilMs }) => (latest.get(dmaId) ?? 0) < untilMs);
  let hasMade = false;
  for (const plan of missing.slice(0, mostDmas)) {
    const { dmaId, untilMs, timeZone } = plan;
    const period = { from: new Date(untilMs - 2 * dayMs), to: new Date(untilMs) };
    const days = localDaysStartingIn(period, timeZone).slice(-1);
    const book = await openForecastBook(context, plan, days);
    const origins = originsOf(days, timeZone, { day: days[0], version });
    await makeForecasts(context, book, origins, version);
    context.signal.throwIfAborted();
    const stated = book.made.map((prediction) => ({ dmaId, prediction }));
    if (stated.length === 0) continue;
    await context.evaluations.keepStated(stated, context.now());
    hasMade = true;
  }
  return hasMade;
}
