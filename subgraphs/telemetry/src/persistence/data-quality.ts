import { areaScopeCondition, areaScopeParameters, type AreaScope } from '@waris/service-kit';
import { query, type Pool } from '@waris/database';
import { qualityOfDays, type MeterQuality, type RuleCount } from '../domain/data-quality.ts';
import { ruleOfCode } from '../domain/quality/quality-codes.ts';
import type { MeterKind, ReadingQuantity } from '../domain/quantity.ts';
import type { Period } from '../domain/series-resolution.ts';
import {
  areArchivedSql,
  metersOfDmasSql,
  qualityOfReadingsSql,
  qualityOfRollupsSql,
  suspectsOfDaysSql,
} from './data-quality-sql.ts';
import { findHeldUpDays, type HeldUpDay } from './held-up-days.ts';
import { unpackIntegers } from './packed-arrays.ts';

export type ListedMeter = {
  readonly id: string;
  readonly serialNumber: string;
  readonly kind: MeterKind;
};

/** Without the name of the meter. */
export type SentQuality = Omit<MeterQuality, 'serialNumber'>;

/** The area of a report; null where it is not narrowed down. */
export type ReportArea = {
  readonly regionId: string | null;
  readonly branchId: string | null;
  readonly dmaCode: string | null;
};

export type DataQualityRepository = {
  /** Those that readings are expected of, at most 500 of a DMA, by serial number. */
  metersOfDmas(dmaIds: readonly string[]): Promise<ReadonlyMap<string, readonly ListedMeter[]>>;
  /** Whether the caller sees a DMA of the area. */
  isVisible(area: ReportArea, scope: AreaScope): Promise<boolean>;
  /** Those of an area that the caller may see, by serial number. */
  metersOfArea(
    area: ReportArea,
    scope: AreaScope,
    page: { readonly first: number; readonly after: string | null },
  ): Promise<readonly ListedMeter[]>;
  /** Days of DMAs whose roll-ups cannot be computed. */
  heldUpDays(
    dmaIds: readonly string[],
    period: Period,
  ): Promise<ReadonlyMap<string, readonly HeldUpDay[]>>;
  /** Whether some of their readings of the period lie in the archive. */
  areArchived(meterIds: readonly string[], period: Period): Promise<boolean>;
  /** Exact, from the readings in the database. Who sent nothing is absent. */
  ofReadings(
    meterIds: readonly string[],
    quantities: readonly ReadingQuantity[],
    period: Period,
  ): Promise<readonly SentQuality[]>;
  /** From roll-ups: counts exact, gaps to the hour. */
  ofRollups(
    meterIds: readonly string[],
    quantities: readonly ReadingQuantity[],
    period: Period,
  ): Promise<readonly SentQuality[]>;
};

export function createDataQualityRepository(pool: Pool): DataQualityRepository {
  return {
    metersOfDmas: async (dmaIds) => {
      const { rows } = await query<ListedMeter & { dmaId: string }>(pool, metersOfDmasSql, [
        dmaIds,
      ]);
      return Map.groupBy(rows, ({ dmaId }) => dmaId);
    },
    isVisible: async ({ regionId, branchId, dmaCode }, scope) => {
      const parameters = [regionId, ...areaScopeParameters(scope), branchId, dmaCode];
      return (await query(pool, visibleAreaSql, parameters)).rows.length > 0;
    },
    metersOfArea: async ({ regionId, branchId, dmaCode }, scope, { first, after }) => {
      const { rows } = await query<ListedMeter>(pool, metersOfAreaSql, [
        regionId,
        ...areaScopeParameters(scope),
        branchId,
        dmaCode,
        after,
        first,
      ]);
      return rows;
    },
    heldUpDays: (dmaIds, period) => findHeldUpDays(pool, dmaIds, period),
    areArchived: async (meterIds, { from, to }) => {
      const { rows } = await query<{ archived: boolean }>(pool, areArchivedSql, [
        meterIds,
        from,
        to,
      ]);
      return rows[0]?.archived === true;
    },
    ofReadings: async (meterIds, quantities, { from, to }) => {
      const parameters = [meterIds, quantities, from, to];
      const { rows } = await query<ReadingsRow>(pool, qualityOfReadingsSql, parameters);
      return rows.map(({ codes, gapsFrom, gapsTo, ...row }) => ({
        ...row,
        suspectsByRule: byRule(codes.map((code) => ({ code, count: 1 }))),
        gaps: gapsFrom.map((fromAt, index) => ({ fromAt, toAt: gapsTo[index] ?? fromAt })),
      }));
    },
    ofRollups: (meterIds, quantities, period) => ofRollups(pool, meterIds, quantities, period),
  };
}

type ReadingsRow = Omit<SentQuality, 'gaps' | 'suspectsByRule'> & {
  readonly codes: readonly number[];
  readonly gapsFrom: readonly Date[];
  readonly gapsTo: readonly Date[];
};

type RollupsRow = {
  readonly meterId: string;
  readonly quantity: ReadingQuantity;
  readonly receivedCount: number;
  readonly suspectCount: number;
  readonly days: Buffer;
  readonly counts: Buffer;
  readonly hours: Buffer;
  readonly suspectDays: readonly string[] | null;
};

// More days of meters than this are not looked at for the rule of each suspect reading.
const mostSuspectDays = 5_000;

async function ofRollups(
  pool: Pool,
  meterIds: readonly string[],
  quantities: readonly ReadingQuantity[],
  { from, to }: Period,
): Promise<readonly SentQuality[]> {
  const { rows } = await query<RollupsRow>(pool, qualityOfRollupsSql, [
    meterIds,
    quantities,
    from.toISOString().slice(0, 10),
    new Date(to.getTime() - 1).toISOString().slice(0, 10),
    from,
    to,
  ]);
  const rules = await rulesOf(pool, rows);
  return rows.map(({ meterId, quantity, receivedCount, suspectCount, ...packed }) => ({
    meterId,
    quantity,
    receivedCount,
    suspectCount,
    lowQualityCount: null,
    suspectsByRule: rules === null ? null : (rules.get(`${meterId}/${quantity}`) ?? []),
    ...qualityOfDays(
      {
        days: unpackIntegers(packed.days),
        counts: unpackIntegers(packed.counts),
        hours: unpackIntegers(packed.hours),
      },
      from.getTime(),
      to.getTime(),
    ),
  }));
}

/** Null when there are too many days to look at. */
async function rulesOf(
  pool: Pool,
  rows: readonly RollupsRow[],
): Promise<ReadonlyMap<string, readonly RuleCount[]> | null> {
  const days = rows.flatMap(({ meterId, quantity, suspectDays }) =>
    (suspectDays ?? []).map((day) => ({ meterId, quantity, day })),
  );
  if (days.length === 0) return new Map();
  if (days.length > mostSuspectDays) return null;
  const found = await query<{ meterId: string; quantity: string; code: number; count: number }>(
    pool,
    suspectsOfDaysSql,
    [
      days.map(({ meterId }) => meterId),
      days.map(({ quantity }) => quantity),
      days.map(({ day }) => day),
    ],
  );
  const groups = Map.groupBy(found.rows, ({ meterId, quantity }) => `${meterId}/${quantity}`);
  return new Map(Array.from(groups, ([key, group]) => [key, byRule(group)]));
}

function byRule(counted: readonly { code: number; count: number }[]): readonly RuleCount[] {
  const counts = new Map<RuleCount['rule'], number>();
  for (const { code, count } of counted) {
    const rule = ruleOfCode(code);
    if (rule !== null) counts.set(rule, (counts.get(rule) ?? 0) + count);
  }
  return Array.from(counts, ([rule, count]) => ({ rule, count })).toSorted(
    (a, b) => b.count - a.count || a.rule.localeCompare(b.rule),
  );
}

const meterScope = `(${areaScopeCondition({ region: 'm.region_id', branch: 'm.branch_id', dma: 'm.dma_id' }, 2)}
  or m.source_dma_id = any ($5::uuid[]))`;

const visibleAreaSql = `
  select d.id from dma.published_dmas d
  where ${areaScopeCondition({ region: 'd.region_id', branch: 'd.branch_id', dma: 'd.id' }, 2)}
    and ($1::text is null or d.region_id::text = lower($1))
    and ($6::text is null or d.branch_id::text = lower($6))
    and ($7::text is null or d.code = $7)
  limit 1`;

const metersOfAreaSql = `
  select m.id, m.serial_number as "serialNumber", m.kind
  from dma.published_meters m
  where ${meterScope}
    and m.kind in ('bulk', 'zone', 'check', 'pressure', 'level') and m.state in ('active', 'faulty')
    and ($1::text is null or m.region_id::text = lower($1))
    and ($6::text is null or m.branch_id::text = lower($6))
    and ($7::text is null or exists (
      select from dma.published_dmas d where d.code = $7 and d.id in (m.dma_id, m.source_dma_id)
    ))
    and ($8::text is null or m.serial_number > $8)
  order by m.serial_number
  limit $9`;
