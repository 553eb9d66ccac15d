import { z } from 'zod';
import type { PredictionResolvers } from '../__generated__/resolvers-types.ts';
import { dmaById } from '../services/entities.ts';
import { eventById } from '../services/detection/list-events.ts';
import { predictionById } from '../services/detection/list-predictions.ts';
import { predictionKindNames } from './detection-names.ts';
import { toForecast } from './to-forecast.ts';

const foretoldPipes = z.array(
  z.object({ rank: z.number(), pipeId: z.string(), yearlyProbability: z.number() }),
);

export const Prediction: PredictionResolvers = {
  __resolveReference: async ({ id }, context) => predictionById(context, id),
  kind: ({ kind }) => predictionKindNames[kind],
  dma: async ({ dmaId }, _args, context) => {
    const dma = await dmaById(context, dmaId);
    if (dma === null) throw new Error(`The DMA ${dmaId} of a prediction is gone.`);
    return dma;
  },
  inputs: ({ inputs }) => valuesOf(inputs),
  content: ({ content }) => valuesOf(content),
  confidenceRatio: ({ confidence }) => confidence,
  dataUntilAt: ({ dataUntil }) => dataUntil,
  event: async ({ id, kind }, _args, context) =>
    kind === 'leak detection' || kind === 'pressure anomaly' ? eventById(context, id) : null,
  forecast: (prediction) => toForecast(prediction),
  pipeFailures: ({ kind, content }) =>
    kind !== 'pipe failure'
      ? null
      : foretoldPipes.parse(content['pipes']).map(({ rank, pipeId, yearlyProbability }) => ({
          rank,
          pipe: { id: pipeId },
          yearlyProbabilityRatio: yearlyProbability,
        })),
};

// Columns have fields of their own.
function valuesOf(values: Readonly<Record<string, unknown>>) {
  return Object.entries(values).flatMap(([name, value]) =>
    Array.isArray(value) && value.length > 30 ? [] : [{ name, value: JSON.stringify(value) }],
  );
}
