import { query, type Pool } from '@waris/database';
import { areaScopeParameters, type AreaScope } from '@waris/service-kit';
import { z } from 'zod';
import type { KnownPlaces } from '../../domain/detection/burst-location.ts';
import { locationAnswer } from './location-row.ts';
import { knownPlacesSql, pipePathsSql, visibleMetersSql } from './place-sql.ts';

/** Places of bursts and what belongs to them, as far as a caller may see it. */
export type PlaceRepository = {
  /** By event; absent where nothing was asked or the caller may not see the event. */
  known(eventIds: readonly string[], scope: AreaScope): Promise<ReadonlyMap<string, KnownPlaces>>;
  /** Those of the meters that the caller may see. */
  visibleMeters(meterIds: readonly string[], scope: AreaScope): Promise<ReadonlySet<string>>;
  /** Courses that were surveyed, as positions, of pipes that the caller may see. */
  pipePaths(
    pipeIds: readonly string[],
    scope: AreaScope,
  ): Promise<ReadonlyMap<string, readonly Position[]>>;
};

export type Position = z.infer<typeof position>;

const position = z.tuple([z.number(), z.number()]).rest(z.number());
const pathRows = z.array(
  z.object({ pipeId: z.string(), path: z.object({ coordinates: z.array(position) }) }),
);
const meterRows = z.array(z.object({ id: z.string() }));
const knownRow = z.object({
  eventId: z.string(),
  answer: locationAnswer.nullable(),
  knownUntilAt: z.date(),
  answeredAt: z.date().nullable(),
});
const knownRows = z.array(knownRow);

export function makePlaceRepository(pool: Pool): PlaceRepository {
  const select = async (statement: string, ids: readonly string[], scope: AreaScope) =>
    (await query(pool, statement, [ids, ...areaScopeParameters(scope)])).rows;
  return {
    known: async (eventIds, scope) => {
      const rows = knownRows.parse(await select(knownPlacesSql, eventIds, scope));
      const byEvent = Map.groupBy(rows, ({ eventId }) => eventId);
      return new Map(Array.from(byEvent, ([eventId, ofEvent]) => [eventId, toKnown(ofEvent)]));
    },
    visibleMeters: async (meterIds, scope) => {
      const rows = meterRows.parse(await select(visibleMetersSql, meterIds, scope));
      return new Set(rows.map(({ id }) => id));
    },
    pipePaths: async (pipeIds, scope) => {
      const rows = pathRows.parse(await select(pipePathsSql, pipeIds, scope));
      return new Map(rows.map(({ pipeId, path }) => [pipeId, path.coordinates]));
    },
  };
}

function toKnown(rows: readonly z.infer<typeof knownRow>[]): KnownPlaces {
  let known: KnownPlaces = { located: null, refused: null };
  for (const { answer, knownUntilAt, answeredAt } of rows) {
    if (answer === null || answeredAt === null) continue;
    known =
      answer.kind === 'located'
        ? { ...known, located: { ...answer, knownUntilAt, answeredAt } }
        : { ...known, refused: { ...answer, knownUntilAt, answeredAt } };
  }
  return known;
}
