import { query, type Pool } from '@waris/database';
import { cutPage, type Page, type PageRequest } from '@waris/service-kit';
import type { ReadingQuantity } from '../domain/quantity.ts';
import type { Period } from '../domain/series-resolution.ts';
import type { StoredReading } from './meter-readings.ts';
import { tableOf } from './reading-tables.ts';

/** What a reading said before it was revised, and who says otherwise. */
export type KeptRevision = {
  readonly id: string;
  readonly previous: StoredReading;
  readonly previousCode: number;
  readonly reason: string;
  /** Kind and id of the caller, with a colon between them. */
  readonly revisedBy: string;
  readonly revisedAt: Date;
};

/** Ids rise with time, so that of one reading the latest revision has the greatest. */
export type RevisionKey = { readonly recordedAt: Date; readonly id: string };

export type KeptRevisionRepository = {
  /** By meter, the latest reading first. */
  pages(
    meterIds: readonly string[],
    period: Period,
    page: PageRequest<RevisionKey>,
  ): Promise<ReadonlyMap<string, Page<KeptRevision>>>;
};

type Row = {
  readonly id: string;
  readonly meterId: string;
  readonly recordedAt: Date;
  readonly quantity: ReadingQuantity;
  readonly value: number;
  readonly consumptionM3: number | null;
  readonly quality: number;
  readonly code: number;
  readonly reason: string;
  readonly revisedBy: string;
  readonly revisedAt: Date;
};

const valueSql = (['FLOW', 'PRESSURE', 'REGISTER'] as const)
  .map((quantity) => `when '${quantity}' then r.previous->>'${tableOf[quantity].value}'`)
  .join(' ');

const pagesSql = `
  select m.id as "meterId", r.id, r.recorded_at as "recordedAt", r.previous->>'quantity' as quantity,
    (case r.previous->>'quantity' ${valueSql} end)::double precision as value,
    (r.previous->>'consumption_m3')::double precision as "consumptionM3",
    (r.previous->>'quality')::integer as quality, (r.previous->>'quality_code')::integer as code,
    r.reason, r.revised_by as "revisedBy", r.revised_at as "revisedAt"
  from unnest($1::uuid[]) as m (id)
  cross join lateral (
    select * from readings.revisions r
    where r.meter_id = m.id and r.recorded_at >= $2 and r.recorded_at < $3
      and ($4::timestamptz is null or (r.recorded_at, r.id) < ($4, $5::uuid))
    order by r.recorded_at desc, r.id desc
    limit $6
  ) r
  order by m.id, r.recorded_at desc, r.id desc`;

export function createKeptRevisionRepository(pool: Pool): KeptRevisionRepository {
  return {
    pages: async (meterIds, { from, to }, page) => {
      const { first, after } = page;
      const { rows } = await query<Row>(pool, pagesSql, [
        meterIds,
        from,
        to,
        after?.recordedAt ?? null,
        after?.id ?? null,
        first + 1,
      ]);
      const ofMeters = Map.groupBy(rows, ({ meterId }) => meterId);
      return new Map(
        Array.from(ofMeters, ([meterId, own]) => [meterId, cutPage(own.map(revisionOf), page)]),
      );
    },
  };
}

function revisionOf(row: Row): KeptRevision {
  const { id, code, reason, revisedBy, revisedAt, ...previous } = row;
  return { id, previous, previousCode: code, reason, revisedBy, revisedAt };
}
