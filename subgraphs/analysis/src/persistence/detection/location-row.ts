import { z } from 'zod';
import {
  refusalReasons,
  sensorReasons,
  type LocationAnswer,
} from '../../domain/detection/burst-location.ts';

const leftOut = z.array(z.object({ meterId: z.string(), reason: z.enum(sensorReasons) }));

/** As it was written by `answerPlaceSql`. */
export const locationAnswer: z.ZodType<LocationAnswer> = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('located'),
    candidates: z.array(
      z.object({
        pipeId: z.string(),
        code: z.string(),
        probability: z.number(),
        sizeM3PerHour: z.number(),
      }),
    ),
    areaPipes: z.number(),
    areaProbability: z.number(),
    areaLengthM: z.number(),
    pipes: z.number(),
    misfit: z.number(),
    sensorIds: z.array(z.string()),
    leftOut,
    referenceFromMs: z.number(),
    referenceToMs: z.number(),
    measuredFromMs: z.number(),
    measuredToMs: z.number(),
    networkFile: z.string(),
    modelSha256: z.string(),
  }),
  z.object({
    kind: z.literal('refused'),
    reason: z.enum(refusalReasons),
    message: z.string(),
    leftOut,
  }),
]);

export const locationRequest = z.object({
  knownUntilMs: z.number(),
  startMs: z.number(),
  alarmMs: z.number(),
  measureFromMs: z.number().nullable(),
  sizeM3PerHour: z.number().nullable(),
  sizeErrorM3PerHour: z.number().nullable(),
  changesMs: z.array(z.number()),
});
