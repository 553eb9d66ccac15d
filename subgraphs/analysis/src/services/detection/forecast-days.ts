import type { WorkerThread } from '@waris/service-kit';
import { championOf } from '../../domain/detection/model-roles.ts';
import { isCheckpoint } from '../../domain/detection/checkpoints.ts';
import { dayOfMs } from '../../domain/detection/day-of-ms.ts';
import type { PassPlan } from '../../domain/detection/dma-pass.ts';
import type { Judgement, ModelState } from '../../domain/detection/judgement.ts';
import {
  intervalModel,
  type Forecasts,
  type ForecastTask,
} from '../../domain/forecast/forecast-all.ts';
import { beginForecastRun } from '../../domain/forecast/forecast-run.ts';
import { localDaysStartingIn, type LocalDay } from '../../domain/local-days.ts';
import type { ForecastRepository } from '../../persistence/detection/forecast-repository.ts';
import type { OutlookRepository } from '../../persistence/detection/outlook-repository.ts';
import type { ModelRepository } from '../../persistence/detection/model-repository.ts';
import type { EvaluationContext } from './evaluate-days.ts';
import { makeForecasts, openForecastBook, originsOf } from './forecast-book.ts';
import { forecastLatest } from './forecast-latest.ts';
import { planPasses } from './plan-passes.ts';

export type ForecastContext = Omit<EvaluationContext, 'readings'> & {
  readonly forecasts: ForecastRepository;
  readonly outlooks: OutlookRepository;
  readonly forecaster: Pick<WorkerThread<ForecastTask, readonly Forecasts[]>, 'ask'>;
  readonly models: Pick<ModelRepository, 'rolesGiven'>;
};

/** One turn takes a year of a DMA, or a few days of several: some seconds. */
const mostDays = 371;
const mostDmas = 16;
const dayMs = 86_400_000;

/**
 * One turn: makes the forecasts of the weeks that begin, holds demand against them, scores those
 * whose week is over, and forecasts from the end of what is known. DMAs with a long past to walk
 * are first forecast from its end, so that people see it while the past is filled in. Kept like
 * `evaluateDays` keeps.
 */
export async function forecastDays(context: ForecastContext, since: number): Promise<boolean> {
  const plans = await planPasses(context, since, [intervalModel]);
  // The days between are forecast to be shown, not to be compared.
  const shown = championOf('demand forecast', await context.models.rolesGiven()).version;
  if (await forecastLatest(context, plans, shown)) return true;
  const chosen = plans.slice(0, chooseCount(plans));
  let hasMore = plans.length > chosen.length;
  for (const plan of chosen) {
    const { judgement, isCut } = await judgeDma(context, plan, shown);
    const wasKept = await context.evaluations.keep([judgement], context.now());
    hasMore ||= isCut || !wasKept;
  }
  return hasMore;
}

function chooseCount(plans: readonly PassPlan[]): number {
  let sum = 0;
  const count = plans.findIndex(({ days }) => {
    sum += days;
    return sum > mostDays;
  });
  return Math.min(mostDmas, count === -1 ? plans.length : Math.max(1, count));
}

async function judgeDma(
  context: ForecastContext,
  plan: PassPlan,
  shown: string,
): Promise<{ readonly judgement: Judgement; readonly isCut: boolean }> {
  const { dmaId, timeZone } = plan;
  const [model] = plan.models;
  if (model === undefined) throw new Error('A plan has a model.');
  const request = { dmaId, modelVersion: intervalModel, beforeDay: model.plan.from.date };
  const [state] = (await context.evaluations.statesBefore([request])).values();
  const began = state?.beforeDay ?? plan.firstDay;
  const fromMs = Math.max(
    Date.parse(`${plan.firstDay}T00:00:00Z`),
    Date.parse(`${began}T00:00:00Z`) - dayMs,
  );
  const period = { from: new Date(fromMs), to: new Date(plan.untilMs) };
  const all = localDaysStartingIn(period, timeZone).filter(
    ({ date }) => state === undefined || date >= state.beforeDay,
  );
  // Never cut before the day that asked for this, or the turn would get nowhere.
  const asked = all.findIndex(({ date }) => date >= model.plan.from.date);
  const days = all.slice(0, Math.max(mostDays, asked + mostDays));
  const isCut = days.length < all.length;
  const [first, last] = [days[0], days.at(-1)];
  if (first === undefined || last === undefined) throw new Error('A plan has a day.');
  const shownDay = { day: isCut ? undefined : last, version: shown };
  const found = await walk(context, plan, days, shownDay, state?.state ?? null);
  const { watermark } = model;
  const judgement: Judgement = {
    dmaId,
    modelVersion: intervalModel,
    kind: 'demand forecast',
    timeZone,
    fromMs: first.startMs,
    untilMs: last.endMs,
    ...found,
    firstDay:
      watermark === null || first.date < watermark.firstDay ? first.date : watermark.firstDay,
    evaluatedThrough: last.date,
    revision: plan.revision,
    before: watermark,
    changedDay: model.plan.from.date,
    beganDay: first.date,
  };
  return { judgement, isCut };
}

async function walk(
  context: ForecastContext,
  plan: PassPlan,
  days: readonly LocalDay[],
  shown: { readonly day: LocalDay | undefined; readonly version: string },
  state: unknown,
): Promise<Pick<Judgement, 'seen' | 'predictions' | 'truths' | 'states'>> {
  const { timeZone } = plan;
  const run = beginForecastRun(state);
  const book = await openForecastBook(context, plan, days);
  const origins = originsOf(days, timeZone, shown);
  const weeks = await makeForecasts(context, book, origins, intervalModel);
  context.signal.throwIfAborted();
  const compared = new Set(
    origins.filter(({ onlyVersion }) => onlyVersion === null).map(({ originMs }) => originMs),
  );
  const head = dayOfMs(days.at(-1)?.endMs ?? plan.untilMs, timeZone);
  const states: ModelState[] = [];
  for (const day of days) {
    run.addDay(day, book.grid);
    const week = compared.has(day.endMs) ? weeks.get(day.endMs) : undefined;
    if (week !== undefined) run.beginWeek(week);
    const next = dayOfMs(day.endMs, timeZone);
    if (isCheckpoint(next, head)) states.push({ beforeDay: next, state: run.state() });
  }
  return { seen: run.events(), states, predictions: book.made, truths: book.truths() };
}
