import {
  appendToOutbox,
  inTransaction,
  query,
  type OutboxMessage,
  type Pool,
} from '@waris/database';
import { areaScopeCondition, areaScopeParameters, type AreaScope } from '@waris/service-kit';
import { z } from 'zod';
import type { Dma } from '../domain/dma.ts';
import {
  enteredKinds,
  isSamePeriod,
  overlapping,
  type EnteredVolume,
} from '../domain/entered-volumes.ts';
import type { Period } from '../domain/period.ts';
import { markOutdatedSql } from './calculation-sql.ts';

/** An entered volume with who entered it. */
export type KeptVolume = EnteredVolume & {
  readonly id: string;
  readonly dmaId: string;
  readonly note: string | null;
  readonly enteredBy: { readonly kind: string; readonly id: string };
  readonly enteredAt: Date;
};

export type EnteredVolumeRepository = {
  /** Those in force that touch the period, in the order of their time. */
  findTouching(
    dmaIds: readonly string[],
    period: Period,
    scope: AreaScope,
  ): Promise<readonly KeptVolume[]>;
  /**
   * Puts volumes in the place of those of the same kind and time, all or none, and marks kept
   * balances of their time as out of date. Gives back the kept one that overlaps a new one
   * otherwise, having written nothing.
   */
  replace(
    dma: Dma,
    volumes: readonly KeptVolume[],
    message: OutboxMessage,
  ): Promise<{ readonly index: number; readonly kept: KeptVolume } | null>;
  /**
   * Takes volumes of a DMA out of force, all or none, and marks kept balances of their time as out of
   * date. Having written nothing, gives back the ids that are not in force.
   */
  withdraw(
    dma: Dma,
    ids: readonly string[],
    who: { readonly by: string; readonly at: Date },
    message: OutboxMessage,
  ): Promise<{ readonly withdrawn: readonly KeptVolume[]; readonly missingIds: readonly string[] }>;
};

const columns = `v.id, v.dma_id as "dmaId", v.kind, v.from_at as "fromAt", v.to_at as "toAt",
  v.volume_m3 as "volumeM3", v.margin95_ratio as "margin95Ratio", v.grade, v.note,
  v.entered_by as "enteredBy", v.entered_at as "enteredAt"`;

const rows = z.array(
  z.object({
    id: z.string(),
    dmaId: z.string(),
    kind: z.enum(enteredKinds),
    fromAt: z.date(),
    toAt: z.date(),
    volumeM3: z.number(),
    margin95Ratio: z.number().nullable(),
    grade: z.number().nullable(),
    note: z.string().nullable(),
    enteredBy: z.string(),
    enteredAt: z.date(),
  }),
);

/** More than a day-by-day entry of every kind for two years. */
const mostRead = 20_000;

const touchingSql = `
  select ${columns} from analysis.entered_volumes v
  where v.dma_id = any($1::uuid[]) and v.from_at < $3 and v.to_at > $2 and v.replaced_at is null
    and ${areaScopeCondition({ region: 'v.region_id', branch: 'v.branch_id', dma: 'v.dma_id' }, 4)}
  order by v.dma_id, v.from_at, v.kind
  limit ${mostRead}`;

const ofDmaSql = `
  select ${columns} from analysis.entered_volumes v
  where v.dma_id = $1 and v.replaced_at is null and v.from_at < $3 and v.to_at > $2
  limit ${mostRead}`;

const inForceSql = `
  select ${columns} from analysis.entered_volumes v
  where v.dma_id = $1 and v.replaced_at is null and v.id::text = any($2::text[])`;

// Two entries of one DMA at once would not see each other.
const lockSql = `select pg_advisory_xact_lock(hashtextextended($1, 5))`;

const replaceSql = `
  update analysis.entered_volumes set replaced_by = $2, replaced_at = $3
  where id = any($1::uuid[])`;

const insertSql = `
  insert into analysis.entered_volumes (id, dma_id, region_id, branch_id, kind, from_at, to_at,
    volume_m3, margin95_ratio, grade, note, entered_by, entered_at)
  select r.id, $2, $3, $4, r.kind, r.from_at, r.to_at, r.volume_m3, r.margin95_ratio, r.grade, r.note,
    $12, $13
  from unnest($1::uuid[], $5::text[], $6::timestamptz[], $7::timestamptz[], $8::float8[],
    $9::float8[], $10::smallint[], $11::text[])
    as r (id, kind, from_at, to_at, volume_m3, margin95_ratio, grade, note)`;

export function makeEnteredVolumeRepository(pool: Pool): EnteredVolumeRepository {
  return {
    findTouching: async (dmaIds, { from, to }, scope) => {
      const values = [dmaIds, from, to, ...areaScopeParameters(scope)];
      return toVolumes((await query(pool, touchingSql, values)).rows);
    },
    replace: (dma, volumes, message) =>
      inTransaction(pool, async (client) => {
        await client.query(lockSql, [dma.id]);
        const [from, to] = spanOf(volumes);
        const found = await client.query(ofDmaSql, [dma.id, from, to]);
        const kept = toVolumes(found.rows);
        for (const [index, { kind, period }] of volumes.entries()) {
          const other = overlapping(kept, kind, period);
          if (other !== null) return { index, kept: other };
        }
        const old = kept.filter((each) =>
          volumes.some((one) => one.kind === each.kind && isSamePeriod(one.period, each.period)),
        );
        const [first] = volumes;
        const by = first === undefined ? '' : `${first.enteredBy.kind}:${first.enteredBy.id}`;
        await client.query(replaceSql, [old.map((each) => each.id), by, first?.enteredAt]);
        await client.query(insertSql, [
          volumes.map((each) => each.id),
          dma.id,
          dma.regionId,
          dma.branchId,
          volumes.map((each) => each.kind),
          volumes.map((each) => each.period.from),
          volumes.map((each) => each.period.to),
          volumes.map((each) => each.volumeM3),
          volumes.map((each) => each.margin95Ratio),
          volumes.map((each) => each.grade),
          volumes.map((each) => each.note),
          by,
          first?.enteredAt,
        ]);
        await client.query(markOutdatedSql, [dma.id, from, to]);
        await appendToOutbox(client, message);
        return null;
      }),
    withdraw: (dma, ids, { by, at }, message) =>
      inTransaction(pool, async (client) => {
        await client.query(lockSql, [dma.id]);
        const withdrawn = toVolumes((await client.query(inForceSql, [dma.id, ids])).rows);
        const found = new Set(withdrawn.map((each) => each.id));
        const missingIds = ids.filter((id) => !found.has(id));
        if (missingIds.length > 0) return { withdrawn: [], missingIds };
        await client.query(replaceSql, [[...found], by, at]);
        for (const { period } of withdrawn) {
          await client.query(markOutdatedSql, [dma.id, period.from, period.to]);
        }
        await appendToOutbox(client, message);
        return { withdrawn, missingIds };
      }),
  };
}

function spanOf(volumes: readonly EnteredVolume[]): readonly [Date, Date] {
  const from = Math.min(...volumes.map((each) => each.period.from.getTime()));
  const to = Math.max(...volumes.map((each) => each.period.to.getTime()));
  return [new Date(from), new Date(to)];
}

function toVolumes(found: readonly unknown[]): readonly KeptVolume[] {
  return rows.parse(found).map(({ fromAt, toAt, enteredBy, ...row }) => {
    const [kind = '', id = ''] = enteredBy.split(':', 2);
    return { ...row, period: { from: fromAt, to: toAt }, enteredBy: { kind, id } };
  });
}
