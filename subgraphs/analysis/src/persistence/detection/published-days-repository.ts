import { query, type Pool } from '@waris/database';
import { z } from 'zod';
import type { FlowGrid } from '../../domain/flow-grid.ts';
import type { PublishedDays, Watermark } from '../../domain/detection/plan-evaluation.ts';
import type { Period } from '../../domain/period.ts';
import { readPressures } from './pressure-columns.ts';
import {
  inflowAroundSql,
  latestRevisionSql,
  publishedDaysSql,
  sensorsSql,
  tankSurfacesSql,
  watermarksSql,
} from './published-days-sql.ts';

export type PublishedDma = PublishedDays & { readonly dmaId: string; readonly timeZone: string };

export type KeptWatermark = Watermark & { readonly dmaId: string; readonly modelVersion: string };

/** A pressure meter; it counts from the first instant until before the second. */
export type SensorGrid = {
  readonly id: string;
  readonly inServiceAt: Date | null;
  readonly retiredAt: Date | null;
  readonly grid: FlowGrid;
};

/** What telemetry publishes to work that nobody asked for: of all DMAs, whoever may see them. */
export type PublishedDaysRepository = {
  /** Null while there are no readings. */
  latestRevision(): Promise<number | null>;
  /** Of DMAs that have a day with a revision above `since`. */
  publishedDays(modelVersions: readonly string[], since: number): Promise<readonly PublishedDma[]>;
  watermarks(modelVersions: readonly string[]): Promise<readonly KeptWatermark[]>;
  /** Those that have net inflow around an instant. */
  withInflowAround(dmaIds: readonly string[], atMs: number): Promise<ReadonlySet<string>>;
  sensorGrids(
    dmaIds: readonly string[],
    period: Period,
  ): Promise<ReadonlyMap<string, readonly SensorGrid[]>>;
  /** Surface of the tank of each DMA that has one and no more. */
  tankSurfacesM2(dmaIds: readonly string[]): Promise<ReadonlyMap<string, number>>;
};

const dmaRows = z.array(
  z.object({
    dmaId: z.string(),
    timeZone: z.string(),
    firstDay: z.string(),
    lastDay: z.string(),
    changedDay: z.string().nullable(),
    revision: z.number(),
  }),
);
export const watermarkRows = z.array(
  z.object({
    dmaId: z.string(),
    modelVersion: z.string(),
    firstDay: z.string(),
    evaluatedThrough: z.string(),
    revision: z.number(),
  }),
);
const sensorRows = z.array(
  z.object({
    dmaId: z.string(),
    id: z.string(),
    inServiceAt: z.date().nullable(),
    retiredAt: z.date().nullable(),
  }),
);
const tankRows = z.array(z.object({ dmaId: z.string(), surfaceM2: z.number() }));

export function makePublishedDaysRepository(pool: Pool): PublishedDaysRepository {
  const select = async (statement: string, values: readonly unknown[] = []) =>
    (await query(pool, statement, values)).rows;
  return {
    latestRevision: async () =>
      z
        .array(z.object({ revision: z.number().nullable() }))
        .parse(await select(latestRevisionSql))[0]?.revision ?? null,
    publishedDays: async (versions, since) =>
      dmaRows.parse(await select(publishedDaysSql, [versions, since])),
    watermarks: async (versions) =>
      watermarkRows.parse(await select(watermarksSql, [versions, null])),
    withInflowAround: async (dmaIds, atMs) => {
      const rows = await select(inflowAroundSql, [dmaIds, new Date(atMs)]);
      return new Set(
        z
          .array(z.object({ dmaId: z.string() }))
          .parse(rows)
          .map((row) => row.dmaId),
      );
    },
    sensorGrids: async (dmaIds, period) => {
      const sensors = sensorRows.parse(await select(sensorsSql, [dmaIds]));
      const ids = sensors.map(({ id }) => id);
      const gridOf = await readPressures(pool, ids, period);
      const withGrids = sensors.map((sensor) => ({ ...sensor, grid: gridOf(sensor.id) }));
      return Map.groupBy(withGrids, ({ dmaId }) => dmaId);
    },
    tankSurfacesM2: async (dmaIds) => {
      const tanks = tankRows.parse(await select(tankSurfacesSql, [dmaIds]));
      return new Map(tanks.map(({ dmaId, surfaceM2 }) => [dmaId, surfaceM2]));
    },
  };
}
