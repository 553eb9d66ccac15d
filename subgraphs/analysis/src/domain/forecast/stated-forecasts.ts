import { scoreForecast } from '@waris/water-loss';
import { stableId } from '../detection/stable-id.ts';
import type { StatedPrediction } from '../detection/judgement.ts';
import type { FlowGrid } from '../flow-grid.ts';
import { horizonMs, hoursOf } from './demand-hours.ts';
import type { ForecastColumns } from './forecast-all.ts';
import type { ForecastInputs } from './forecast-inputs.ts';
import { keptColumn, numbersOf, type ForecastContent } from './forecast-content.ts';

/** The id of what a model says of a DMA from an origin on: said once, whoever asks again. */
export function forecastId(dmaId: string, modelVersion: string, originMs: number): string {
  return stableId(dmaId, modelVersion, 'demand forecast', new Date(originMs).toISOString());
}

export function toContent(originMs: number, columns: ForecastColumns): ForecastContent {
  return {
    startAt: new Date(originMs).toISOString(),
    expected: keptColumn(columns.expected),
    lower80: keptColumn(columns.lower80),
    upper80: keptColumn(columns.upper80),
    lower95: keptColumn(columns.lower95),
    upper95: keptColumn(columns.upper95),
  };
}

export function statedForecast(
  dmaId: string,
  modelVersion: string,
  content: ForecastContent,
  inputs: ForecastInputs,
): StatedPrediction {
  const originMs = Date.parse(content.startAt);
  return {
    id: forecastId(dmaId, modelVersion, originMs),
    kind: 'demand forecast',
    modelVersion,
    inputs,
    content,
    confidence: null,
    dataUntilMs: originMs,
  };
}

/** PI1 to PI3 of a forecast whose week is over. */
export function truthOf(content: ForecastContent, grid: FlowGrid) {
  const originMs = Date.parse(content.startAt);
  const measured = hoursOf(grid, originMs, originMs + horizonMs);
  return { ...scoreForecast(measured, numbersOf(content.expected)) };
}
