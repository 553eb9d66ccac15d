import { query, type Pool } from '@waris/database';
import { z } from 'zod';
import type { LocationAnswer } from '../../domain/detection/burst-location.ts';
import type { LocationRequest } from '../../domain/detection/location-request.ts';
import type { FlowGrid } from '../../domain/flow-grid.ts';
import type { Period } from '../../domain/period.ts';
import { locationRequest } from './location-row.ts';
import {
  answerPlaceSql,
  changesOfOthersSql,
  dropOvertakenSql,
  networkModelSql,
  openPlacesSql,
  pressureSitesSql,
} from './location-sql.ts';
import { readPressures } from './pressure-columns.ts';

export type OpenPlace = z.infer<typeof openRow>;
export type NetworkModel = z.infer<typeof modelRow>;
export type PressureSite = z.infer<typeof siteRow>;

/** What the place of bursts is worked out from, and where it is kept. */
export type LocationRepository = {
  /** Questions to be answered, at most so many; those that were overtaken are dropped. */
  takeOpen(most: number): Promise<readonly OpenPlace[]>;
  modelOf(dmaId: string): Promise<NetworkModel | null>;
  /** Of the DMA first, then of the other DMAs of the model, the nearest first. */
  sites(
    model: NetworkModel,
    dmaId: string,
    at: Date,
    most: number,
  ): Promise<readonly PressureSite[]>;
  /** Quarter-hours from the start of the period. */
  pressures(meterIds: readonly string[], period: Period): Promise<(meterId: string) => FlowGrid>;
  /** When large bursts of other DMAs of the model began or ended, as far as was known at its end. */
  changesOfOthers(
    model: NetworkModel,
    dmaId: string,
    period: Period,
    large: { readonly leastM3PerHour: number; readonly modelVersion: string },
  ): Promise<readonly number[]>;
  answer(place: OpenPlace, answer: LocationAnswer, now: Date): Promise<void>;
};

const openRow = z.object({ eventId: z.string(), dmaId: z.string(), request: locationRequest });
const modelRow = z.object({
  sha256: z.string(),
  fileName: z.string(),
  inpText: z.string(),
  dmaIds: z.array(z.string()),
});
const siteRow = z.object({
  meterId: z.string(),
  dmaId: z.string(),
  state: z.string(),
  inServiceAt: z.date().nullable(),
  node: z.string().nullable(),
  distanceM: z.number().nullable(),
});
export function makeLocationRepository(pool: Pool): LocationRepository {
  const select = async (statement: string, values: readonly unknown[] = []) =>
    (await query(pool, statement, values)).rows;
  return {
    takeOpen: async (most) => {
      await select(dropOvertakenSql);
      return z.array(openRow).parse(await select(openPlacesSql, [most]));
    },
    modelOf: async (dmaId) =>
      z.array(modelRow).parse(await select(networkModelSql, [dmaId]))[0] ?? null,
    sites: async ({ dmaIds }, dmaId, at, most) =>
      z.array(siteRow).parse(await select(pressureSitesSql, [dmaIds, dmaId, at, most])),
    pressures: (meterIds, period) => readPressures(pool, meterIds, period),
    changesOfOthers: async ({ dmaIds }, dmaId, { from, to }, { leastM3PerHour, modelVersion }) => {
      const bounds = [from.getTime(), to.getTime(), leastM3PerHour, modelVersion];
      const rows = await select(changesOfOthersSql, [dmaIds, dmaId, ...bounds]);
      return z
        .array(z.object({ atMs: z.number() }))
        .parse(rows)
        .map(({ atMs }) => atMs);
    },
    answer: async ({ eventId, request }, answer, now) => {
      await select(answerPlaceSql, [
        eventId,
        new Date(request.knownUntilMs),
        JSON.stringify(request satisfies LocationRequest),
        JSON.stringify(answer),
        answer.kind === 'located' ? 'located' : answer.reason,
        now,
      ]);
    },
  };
}
