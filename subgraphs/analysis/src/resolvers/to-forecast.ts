import type { Prediction } from '../domain/detection/prediction.ts';
import { forecastContent } from '../domain/forecast/forecast-content.ts';
import type { DemandForecastMapper } from '../mappers.ts';

const wholeHorizonHours = 168;

/** A kept prediction as a forecast; null when it is of another kind. */
export function toForecast(
  prediction: Prediction | null,
  horizonHours = wholeHorizonHours,
): DemandForecastMapper | null {
  if (prediction?.kind !== 'demand forecast') return null;
  return { prediction, content: forecastContent.parse(prediction.content), horizonHours };
}
