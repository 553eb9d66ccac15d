import {
  appendToOutbox,
  auditMessage,
  inTransaction,
  type AuditRecord,
  type Pool,
  type PoolClient,
} from '@waris/database';
import { qualityCodes } from '../domain/quality/quality-codes.ts';
import type { ReadingQuantity } from '../domain/quantity.ts';
import type { Period } from '../domain/series-resolution.ts';
import { recomputeConsumption } from './consumption.ts';
import { instantArray } from './packed-columns.ts';
import { tableOf } from './reading-tables.ts';
import type { ArchiveStore } from './tiers/archive-store.ts';
import { restoreTouched } from './tiers/restore-touched.ts';
import { touchDays } from './touched-days.ts';

export type Judgement = {
  readonly meterId: string;
  readonly quantity: ReadingQuantity;
  readonly period: Period;
  readonly verdict: 'BAD' | 'SOUND';
  readonly reason: string;
  readonly judgedBy: string;
  readonly judgedAt: Date;
};

/** Instants of the readings that are another now, ascending. */
export type JudgeReadings = (
  judgement: Judgement,
  newId: () => string,
  audit: (changedCount: number) => AuditRecord,
) => Promise<Float64Array>;

const dayMs = 86_400_000;

/** Keeps the old rows, the new verdict, marks and audit record in one transaction. */
export function createJudgeReadings(pool: Pool, archive: ArchiveStore): JudgeReadings {
  return (judgement, newId, audit) =>
    inTransaction(pool, async (client) => {
      const { quantity, meterId, period } = judgement;
      const ofMeter = (at: Float64Array) => ({
        quantity,
        meterIds: [meterId],
        meterOf: new Uint32Array(at.length),
        at,
      });
      await restoreTouched(client, archive, ofMeter(startsOfDays(period)));
      const changed = await change(client, judgement, newId);
      if (changed.length === 0) return changed;
      if (quantity === 'REGISTER') await recomputeConsumption(client, ofMeter(changed));
      else await touchDays(client, ofMeter(changed));
      await appendToOutbox(client, auditMessage(audit(changed.length)));
      return changed;
    });
}

function startsOfDays({ from, to }: Period): Float64Array {
  const first = Math.floor(from.getTime() / dayMs);
  const last = Math.ceil(to.getTime() / dayMs) - 1;
  return Float64Array.from({ length: last - first + 1 }, (_, index) => (first + index) * dayMs);
}

// A bad register is in no sum; what it counted is counted by the next one.
const verdicts = {
  BAD: { code: qualityCodes.bad, unless: `r.quality_code = ${qualityCodes.bad}` },
  SOUND: { code: qualityCodes.revised, unless: `r.quality_code < ${qualityCodes.bad}` },
} as const;

async function change(
  client: PoolClient,
  judgement: Judgement,
  newId: () => string,
): Promise<Float64Array> {
  const { table } = tableOf[judgement.quantity];
  const { code, unless } = verdicts[judgement.verdict];
  const { rows } = await client.query<{ at: Date }>(
    `select r.recorded_at as at from readings.${table} r
     where r.meter_id = $1 and r.recorded_at >= $2 and r.recorded_at < $3 and not (${unless})
     order by r.recorded_at
     for update`,
    [judgement.meterId, judgement.period.from, judgement.period.to],
  );
  if (rows.length === 0) return new Float64Array();
  const at = Float64Array.from(rows, (row) => row.at.getTime());
  await client.query(keepAndChangeSql(table, code), [
    judgement.meterId,
    rows.map(() => newId()),
    instantArray(at),
    judgement.quantity,
    judgement.reason,
    judgement.judgedBy,
    judgement.judgedAt,
  ]);
  return at;
}

const keepAndChangeSql = (table: string, code: number) => `
  with changed as (
    select * from unnest($2::uuid[], $3::timestamptz[]) as c (id, recorded_at)
  ),
  kept as (
    insert into readings.revisions (id, meter_id, recorded_at, previous, reason, revised_by, revised_at)
    select c.id, r.meter_id, r.recorded_at, to_jsonb(r) || jsonb_build_object('quantity', $4::text),
      $5, $6, $7
    from changed c
    join readings.${table} r on r.meter_id = $1 and r.recorded_at = c.recorded_at
  )
  update readings.${table} r
  set quality_code = ${code}
  from changed c
  where r.meter_id = $1 and r.recorded_at = c.recorded_at`;
