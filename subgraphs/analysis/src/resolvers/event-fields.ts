import { stateOfEvent, type LossEvent } from '../domain/detection/event.ts';
import type { Context } from '../context.ts';
import { dmaById } from '../services/entities.ts';
import { faultyMetersOf } from '../services/detection/faulty-meters.ts';
import { predictionById } from '../services/detection/list-predictions.ts';
import { approachNames, faultNames, priorityNames, stateNames } from './detection-names.ts';

/** What bursts and all other events have in common. */
export const eventFields = {
  dma: async ({ dmaId }: LossEvent, _args: unknown, context: Context) => {
    const dma = await dmaById(context, dmaId);
    if (dma === null) throw new Error(`The DMA ${dmaId} of an event is gone.`);
    return dma;
  },
  state: (event: LossEvent) => stateNames[stateOfEvent(event)],
  startAt: ({ startMs }: LossEvent) => new Date(startMs),
  detectedAt: ({ detectedMs }: LossEvent) => new Date(detectedMs),
  endedAt: ({ endMs }: LossEvent) => (endMs === null ? null : new Date(endMs)),
  confidenceRatio: ({ confidence }: LossEvent) => confidence,
  approaches: ({ approaches }: LossEvent) => approaches.map((each) => approachNames[each]),
  fault: ({ details }: LossEvent) =>
    details.fault === undefined ? null : faultNames[details.fault],
  faultyMeters: async (event: LossEvent, _args: unknown, context: Context) =>
    (await faultyMetersOf(context, event))?.map((id) => ({ id })) ?? null,
  priority: ({ priority }: LossEvent) => priorityNames[priority],
  validation: async ({ id }: LossEvent, _args: unknown, context: Context) =>
    (await predictionById(context, id))?.validation ?? null,
};
