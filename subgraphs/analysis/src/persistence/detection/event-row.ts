import { z } from 'zod';
import {
  approaches,
  eventKinds,
  priorities,
  type LossEvent,
} from '../../domain/detection/event.ts';

const numberOrGap = z.number().nullable();

const evidence = z.object({
  startMs: z.number(),
  intervalSeconds: z.number(),
  unit: z.enum(['m3/h', 'm']),
  observed: z.array(numberOrGap),
  expected: z.array(numberOrGap),
  pressureScores: z.array(z.number()),
});

const rise = z.object({
  startMs: z.number(),
  detectedMs: z.number(),
  endMs: numberOrGap,
  sizeM3PerHour: numberOrGap,
  confidence: z.number(),
  approaches: z.array(z.enum(approaches)),
  evidence,
});

const eventRow = z.object({
  id: z.string(),
  dmaId: z.string(),
  kind: z.enum(eventKinds),
  modelVersion: z.string(),
  startAt: z.date(),
  detectedAt: z.date(),
  endedAt: z.date().nullable(),
  withdrawnAt: z.date().nullable(),
  withdrawalReason: z.string().nullable(),
  sizeM3PerHour: z.number().nullable(),
  sizeMarginM3PerHour: z.number().nullable(),
  confidence: z.number(),
  priority: z.enum(priorities),
  approaches: z.array(z.enum(approaches)),
  details: z.object({
    fault: z.enum(['missing', 'stuck', 'zero', 'negative', 'implausible']).exactOptional(),
    sensorId: z.string().exactOptional(),
    ratio: z.number().exactOptional(),
    baselineM3PerHour: z.number().exactOptional(),
    direction: z.enum(['above', 'below']).exactOptional(),
    distanceM: z.number().exactOptional(),
    endSeenMs: z.number().exactOptional(),
    rises: z.array(rise).exactOptional(),
  }),
  evidence,
});

const pageOfRow = z.object({ page: z.number() });

export function toEvent(row: unknown): LossEvent {
  const { startAt, detectedAt, endedAt, ...event } = eventRow.parse(row);
  return {
    ...event,
    startMs: startAt.getTime(),
    detectedMs: detectedAt.getTime(),
    endMs: endedAt?.getTime() ?? null,
  };
}

/** The page (from 1) that a row belongs to. */
export function pageOf(row: unknown): number {
  return pageOfRow.parse(row).page;
}
