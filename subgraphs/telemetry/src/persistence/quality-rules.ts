import {
  appendToOutbox,
  auditMessage,
  inTransaction,
  query,
  type AuditRecord,
  type Pool,
  type PoolClient,
} from '@waris/database';
import { z } from 'zod';
import {
  usualThresholds,
  type QualityThresholds,
  type ThresholdsOf,
} from '../domain/quality/thresholds.ts';
import { meterKinds, type MeterKind, type ReadingQuantity } from '../domain/quantity.ts';

export type RulesToSet = Omit<SetThresholds, 'thresholds'> & {
  readonly thresholds: QualityThresholds | null;
};

/** Thresholds that a utility has set for a kind of meter. */
export type SetThresholds = {
  readonly kind: MeterKind;
  readonly quantity: ReadingQuantity;
  readonly thresholds: QualityThresholds;
  readonly setBy: string;
  readonly setAt: Date;
};

export type QualityRuleRepository = {
  /** What was set for a kind, or the usual thresholds. */
  thresholds(): Promise<ThresholdsOf>;
  all(): Promise<readonly SetThresholds[]>;
  /** Null thresholds bring the usual ones back. */
  set(rules: RulesToSet, audit: AuditRecord): Promise<void>;
};

const threshold = z.number().nullable();
const rows = z.array(
  z.object({
    kind: z.enum(meterKinds),
    quantity: z.enum(['FLOW', 'PRESSURE', 'REGISTER']),
    thresholds: z.object({
      least: threshold,
      greatest: threshold,
      negativeIsSuspect: z.boolean(),
      stuckHours: threshold,
      spikeStep: threshold,
      spikeRatio: threshold,
      changePerHour: threshold,
    }),
    setBy: z.string(),
    setAt: z.date(),
  }),
);

const selectSql = `select meter_kind as kind, quantity, thresholds, set_by as "setBy", set_at as "setAt"
  from readings.quality_rules`;

export function createQualityRuleRepository(pool: Pool): QualityRuleRepository {
  const all = async () => rows.parse((await query(pool, selectSql)).rows);
  return {
    all,
    thresholds: async () => thresholdsAmong(await all()),
    set: (rules, audit) =>
      inTransaction(pool, async (client) => {
        await writeThresholds(client, rules);
        await appendToOutbox(client, auditMessage(audit));
      }),
  };
}

export async function readThresholds(client: PoolClient): Promise<ThresholdsOf> {
  return thresholdsAmong(rows.parse((await client.query(selectSql)).rows));
}

async function writeThresholds(
  client: PoolClient,
  { kind, quantity, thresholds, setBy, setAt }: RulesToSet,
): Promise<void> {
  if (thresholds === null) {
    await client.query(
      'delete from readings.quality_rules where meter_kind = $1 and quantity = $2',
      [kind, quantity],
    );
    return;
  }
  await client.query(
    `insert into readings.quality_rules (meter_kind, quantity, thresholds, set_by, set_at)
     values ($1, $2, $3, $4, $5)
     on conflict (meter_kind, quantity) do update
     set thresholds = excluded.thresholds, set_by = excluded.set_by, set_at = excluded.set_at`,
    [kind, quantity, JSON.stringify(thresholds), setBy, setAt],
  );
}

function thresholdsAmong(set: readonly SetThresholds[]): ThresholdsOf {
  const known = new Map(set.map((one) => [`${one.kind}/${one.quantity}`, one.thresholds]));
  return (kind, quantity) => known.get(`${kind}/${quantity}`) ?? usualThresholds(kind, quantity);
}
