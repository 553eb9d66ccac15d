import { faultMemoryDays, withoutFaultyDays } from '../../domain/detection/day-fault.ts';
import { dayOfMs } from '../../domain/detection/day-of-ms.ts';
import type { PassPlan } from '../../domain/detection/dma-pass.ts';
import type { StatedPrediction } from '../../domain/detection/judgement.ts';
import type { FlowGrid } from '../../domain/flow-grid.ts';
import { demandBefore, horizonMs } from '../../domain/forecast/demand-hours.ts';
import type { ForecastContent } from '../../domain/forecast/forecast-content.ts';
import { inputsOf } from '../../domain/forecast/forecast-inputs.ts';
import type { Outlook } from '../../domain/forecast/outlook.ts';
import { statedForecast, toContent, truthOf } from '../../domain/forecast/stated-forecasts.ts';
import type { LocalDay } from '../../domain/local-days.ts';
import type { KeptForecast } from '../../persistence/detection/forecast-repository.ts';
import type { ForecastContext } from './forecast-days.ts';

const dayMs = 86_400_000;
/** Behind the first day judged: half a year to forecast from, and what its first days are judged by. */
const historyMs = (183 + faultMemoryDays) * dayMs;

/** Demand of a DMA where its meters were sound, and the forecasts that were made of it, earlier and in this turn. */
export type ForecastBook = {
  readonly plan: PassPlan;
  readonly grid: FlowGrid;
  readonly outlook: Outlook;
  readonly kept: readonly KeptForecast[];
  readonly made: StatedPrediction[];
  /** The date of the day after. */
  dayAfter(day: LocalDay): string;
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
  const period = { from: new Date(startMs - historyMs), to: new Date(untilMs) };
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
    grid,
    outlook,
    kept,
    made,
    dayAfter: ({ endMs }) => dayOfMs(endMs, plan.timeZone),
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

/** The forecasts from an origin by model, or that of one model: those made earlier, or else made now. */
export async function forecastsAt(
  { forecaster }: Pick<ForecastContext, 'forecaster'>,
  { plan, grid, outlook, kept, made }: ForecastBook,
  originMs: number,
  onlyVersion?: string,
): Promise<ReadonlyMap<string, ForecastContent>> {
  const startAt = new Date(originMs).toISOString();
  const known = kept.filter(({ content }) => content.startAt === startAt);
  if (known.length > 0) {
    return new Map(known.map(({ modelVersion, content }) => [modelVersion, content]));
  }
  const series = demandBefore(grid, originMs, plan.timeZone, outlook);
  if (series === null) return new Map();
  const { revision, timeZone } = plan;
  const inputs = inputsOf(series, outlook, { originMs, timeZone, revision });
  const forecasts = Array.from(await forecaster.ask(series)).filter(
    ([version]) => onlyVersion === undefined || version === onlyVersion,
  );
  const contents = forecasts.map(([version, columns]) => {
    const content = toContent(originMs, columns);
    made.push(statedForecast(plan.dmaId, version, content, inputs));
    return [version, content] as const;
  });
  return new Map(contents);
}
