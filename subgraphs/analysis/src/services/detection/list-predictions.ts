import {
  badUserInput,
  instantInCursor,
  parsePageRequest,
  toConnection,
  type Connection,
  type ListOrder,
  type PageArguments,
} from '@waris/service-kit';
import { z } from 'zod';
import type { Context } from '../../context.ts';
import { championOf } from '../../domain/detection/model-roles.ts';
import type { Prediction } from '../../domain/detection/prediction.ts';
import type { Dma } from '../../domain/dma.ts';
import { problemWithPeriod } from '../../domain/period.ts';
import type {
  PredictionFilter,
  PredictionKey,
} from '../../persistence/detection/prediction-repository.ts';

const latestFirst: ListOrder<Prediction, PredictionKey> = {
  keyOf: ({ dataUntil, id }) => ({ dataUntil, id }),
  keySchema: z.object({ dataUntil: instantInCursor, id: z.guid() }),
};

const longestHorizonHours = 168;

/** Predictions of all DMAs that the caller sees. Throws BAD_USER_INPUT on a bad period or page. */
export async function listPredictions(
  context: Context,
  filter: PredictionFilter,
  request: PageArguments,
): Promise<Connection<Prediction>> {
  context.viewer.require('analysis:read');
  const problem = filter.period === null ? null : problemWithPeriod(filter.period);
  if (problem !== null) throw badUserInput(problem);
  const page = parsePageRequest(request, latestFirst);
  const { scope } = context.viewer;
  return toConnection(
    await context.detection.predictions.findPage(filter, page, scope),
    latestFirst,
  );
}

/** Null when it is not there or lies outside the caller's area. */
export async function predictionById(context: Context, id: string): Promise<Prediction | null> {
  context.viewer.require('analysis:read');
  return context.detection.loaders.prediction.load(id);
}

/** The latest forecast of the champion; null while there is none. Throws on a bad horizon. */
export async function demandForecast(
  context: Context,
  dma: Dma,
  horizonHours: number,
): Promise<Prediction | null> {
  context.viewer.require('analysis:read');
  if (!(horizonHours >= 1 && horizonHours <= longestHorizonHours)) {
    throw badUserInput(`\`horizonHours\` must be between 1 and ${longestHorizonHours}.`);
  }
  const { loaders } = context.detection;
  const champion = championOf('demand forecast', await loaders.rolesGiven());
  return loaders.latestForecast.load({ dmaId: dma.id, modelVersion: champion.version });
}
