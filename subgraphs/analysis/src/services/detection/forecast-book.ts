import { faultMemoryDays, withoutFaultyDays } from '../../domain/detection/day-fault.ts';
import { dayOfMs } from '../../domain/detection/day-of-ms.ts';
import type { PassPlan } from '../../domain/detection/dma-pass.ts';
import type { StatedPrediction } from '../../domain/detection/judgement.ts';
import { historyMs, horizonMs } from '../../domain/forecast/demand-hours.ts';
import type { ForecastContent } from '../../domain/forecast/forecast-content.ts';
import { planTasks, type ForecastGround } from '../../domain/forecast/forecast-tasks.ts';
import { statedForecast, toContent, truthOf } from '../../domain/forecast/stated-forecasts.ts';
import type { LocalDay } from '../../domain/local-days.ts';
import type { KeptForecast } from '../../persistence/detection/forecast-repository.ts';
import type { ForecastContext } from './forecast-days.ts';

const dayMs = 86_400_000;

/** Demand of a DMA where its meters were sound, and the forecasts that were made of it, earlier and in this turn. */
export type ForecastBook = ForecastGround & {
  readonly plan: PassPlan;
  readonly kept: readonly KeptForecast[];
  readonly made: StatedPrediction[];
  /** Scores of forecasts whose week is over: new ones, and those that readings since changed. */
  truths(): ReadonlyMap<string, Readonly<Record<string, unknown>>>;
};

export async function openForecastBook(
  { forecasts, outlooks }: Pick<ForecastContext, 'forecasts' | 'outlooks'>,
  plan: PassPlan,
  days: readonly LocalDay[],
): Promise<ForecastBook> {
  const startMs = days[0]?.startMs ?? plan.fromMs;
  const untilMs = days.at(-1)?.endMs ?? plan.untilMs;
  // The first of those days are judged by the days before them.
  const fromMs = startMs - historyMs - faultMemoryDays * dayMs;
  const period = { from: new Date(fromMs), to: new Date(untilMs) };
  const grid = withoutFaultyDays(await forecasts.demand(plan.dmaId, period), plan.timeZone);
  const ahead = { from: period.from, to: new Date(untilMs + horizonMs + dayMs) };
  const outlook = await outlooks.ofDma(plan.dmaId, ahead);
  const kept = await forecasts.findForecasts(plan.dmaId, {
    from: new Date(startMs - 2 * horizonMs),
    to: new Date(untilMs + 1),
  });
  const made: StatedPrediction[] = [];
  const isOver = (content: ForecastContent) => Date.parse(content.startAt) + horizonMs <= untilMs;
  return {
    plan,
    timeZone: plan.timeZone,
    revision: plan.revision,
    grid,
    outlook,
    kept,
    made,
    truths: () => {
      const told = kept.filter(
        ({ content, hasTruth }) =>
          isOver(content) && (!hasTruth || Date.parse(content.startAt) + horizonMs > plan.fromMs),
      );
      const said = made.flatMap(({ id, content }) => {
        const forecast = content as ForecastContent;
        return isOver(forecast) ? [{ id, content: forecast }] : [];
      });
      return new Map([...told, ...said].map(({ id, content }) => [id, truthOf(content, grid)]));
    },
  };
}

/** Which forecasts are made from the end of a day: of all models, of one, or none. */
export type Origin = { readonly originMs: number; readonly onlyVersion: string | null };

/**
 * From a Monday on, all models are compared; those of the last day are only shown. So the same ones
 * are made day by day and all at once.
 */
export function originsOf(
  days: readonly LocalDay[],
  timeZone: string,
  shown: { readonly day: LocalDay | undefined; readonly version: string },
): readonly Origin[] {
  return days.flatMap((day): readonly Origin[] => {
    const originMs = day.endMs;
    if (isMonday(dayOfMs(originMs, timeZone))) return [{ originMs, onlyVersion: null }];
    return day === shown.day ? [{ originMs, onlyVersion: shown.version }] : [];
  });
}

function isMonday(date: string): boolean {
  return new Date(`${date}T00:00:00Z`).getUTCDay() === 1;
}

/** Makes what is not kept yet, and gives the forecasts of a model by their origin. */
export async function makeForecasts(
  { forecaster }: Pick<ForecastContext, 'forecaster'>,
  book: ForecastBook,
  origins: readonly Origin[],
  version: string,
): Promise<ReadonlyMap<number, ForecastContent>> {
  const found = new Map(
    book.kept
      .filter(({ modelVersion }) => modelVersion === version)
      .map(({ content }) => [Date.parse(content.startAt), content]),
  );
  const known = new Set(book.kept.map(({ content }) => Date.parse(content.startAt)));
  const missing = new Map(
    origins.flatMap(({ originMs, onlyVersion }) =>
      known.has(originMs) ? [] : [[originMs, onlyVersion] as const],
    ),
  );
  for (const { task, wanted } of planTasks(book, [...missing.keys()])) {
    // One after the other: there is one thread.
    const answers = await forecaster.ask(task);
    for (const [index, { originMs, inputs }] of wanted.entries()) {
      for (const [modelVersion, columns] of answers[index] ?? []) {
        const only = missing.get(originMs) ?? null;
        if (only !== null && only !== modelVersion) continue;
        const content = toContent(originMs, columns);
        book.made.push(statedForecast(book.plan.dmaId, modelVersion, content, inputs));
        if (modelVersion === version) found.set(originMs, content);
      }
    }
  }
  return found;
}
