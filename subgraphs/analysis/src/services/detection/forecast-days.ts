import type { DemandSeries } from '@waris/water-loss';
import { championOf } from '../../domain/detection/model-roles.ts';
import { isCheckpoint } from '../../domain/detection/checkpoints.ts';
import type { PassPlan } from '../../domain/detection/dma-pass.ts';
import type { Judgement, ModelState } from '../../domain/detection/judgement.ts';
import { intervalModel, type Forecasts } from '../../domain/forecast/forecast-all.ts';
import { beginForecastRun } from '../../domain/forecast/forecast-run.ts';
import { localDaysStartingIn, type LocalDay } from '../../domain/local-days.ts';
import type { ForecastRepository } from '../../persistence/detection/forecast-repository.ts';
import type { OutlookRepository } from '../../persistence/detection/outlook-repository.ts';
import type { ModelRepository } from '../../persistence/detection/model-repository.ts';
import type { WorkerThread } from '../../worker-thread.ts';
import type { EvaluationContext } from './evaluate-days.ts';
import { forecastsAt, openForecastBook, type ForecastBook } from './forecast-book.ts';
import { planPasses } from './plan-passes.ts';

export type ForecastContext = Omit<EvaluationContext, 'readings'> & {
  readonly forecasts: ForecastRepository;
  readonly outlooks: OutlookRepository;
  readonly forecaster: Pick<WorkerThread<DemandSeries, Forecasts>, 'ask'>;
  readonly models: Pick<ModelRepository, 'rolesGiven'>;
};

/** One turn takes so many days of so many DMAs: some dozen forecasts. */
const mostDays = 56;
const mostDmas = 4;
const dayMs = 86_400_000;

/**
 * One turn: makes the forecasts of the weeks that begin, holds demand against them, scores those
 * whose week is over, and forecasts from the end of what is known. Kept like `evaluateDays` keeps.
 */
export async function forecastDays(context: ForecastContext, since: number): Promise<boolean> {
  const plans = await planPasses(context, since, [intervalModel]);
  let hasMore = plans.length > mostDmas;
  for (const plan of plans.slice(0, mostDmas)) {
    const { judgement, isCut } = await judgeDma(context, plan);
    const wasKept = await context.evaluations.keep([judgement], context.now());
    hasMore ||= isCut || !wasKept;
  }
  return hasMore;
}

async function judgeDma(
  context: ForecastContext,
  plan: PassPlan,
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
  const found = await walk(context, plan, days, isCut, state?.state ?? null);
  const first = days[0];
  const last = days.at(-1);
  if (first === undefined || last === undefined) throw new Error('A plan has a day.');
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

// Weeks begin on Mondays: forecasts of a week are made with its last day before, whenever that is
// judged, so that the same ones are made day by day and all at once.
async function walk(
  context: ForecastContext,
  plan: PassPlan,
  days: readonly LocalDay[],
  isCut: boolean,
  state: unknown,
): Promise<Pick<Judgement, 'seen' | 'predictions' | 'truths' | 'states'>> {
  const run = beginForecastRun(state);
  const book: ForecastBook = await openForecastBook(context, plan, days);
  const last = days.at(-1);
  // The days between are forecast to be shown, not to be compared.
  const shown = championOf('demand forecast', await context.models.rolesGiven()).version;
  const states: ModelState[] = [];
  for (const day of days) {
    context.signal.throwIfAborted();
    run.addDay(day, book.grid);
    const next = book.dayAfter(day);
    if (isMonday(next)) {
      const week = (await forecastsAt(context, book, day.endMs)).get(intervalModel);
      if (week !== undefined) run.beginWeek(week);
    } else if (day === last && !isCut) {
      await forecastsAt(context, book, day.endMs, shown);
    }
    if (last !== undefined && isCheckpoint(next, book.dayAfter(last))) {
      states.push({ beforeDay: next, state: run.state() });
    }
  }
  return { seen: run.events(), states, predictions: book.made, truths: book.truths() };
}

function isMonday(date: string): boolean {
  return new Date(`${date}T00:00:00Z`).getUTCDay() === 1;
}
