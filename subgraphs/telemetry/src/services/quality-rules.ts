import { auditRecord, type AuditRecord } from '@waris/database';
import {
  fail,
  invalidInput,
  ok,
  PublicError,
  type InvalidInput,
  type RequestContext,
  type Result,
} from '@waris/service-kit';
import {
  meterKinds,
  quantitiesOf,
  type MeterKind,
  type ReadingQuantity,
} from '../domain/quantity.ts';
import { checkThresholds, type GivenThresholds } from '../domain/quality/check-thresholds.ts';
import { usualThresholds, type QualityThresholds } from '../domain/quality/thresholds.ts';
import type { QualityRuleRepository } from '../persistence/quality-rules.ts';

export type QualityRuleContext = RequestContext & { readonly qualityRules: QualityRuleRepository };

export type QualityRulesOfKind = {
  readonly kind: MeterKind;
  readonly quantity: ReadingQuantity;
  readonly thresholds: QualityThresholds;
  /** Null for the usual thresholds. */
  readonly setAt: Date | null;
};

/** The rules of every kind of meter and each quantity that it measures. */
export async function listQualityRules(
  context: QualityRuleContext,
): Promise<readonly QualityRulesOfKind[]> {
  context.viewer.require('telemetry:read');
  const set = await context.qualityRules.all();
  return meterKinds.flatMap((kind) =>
    quantitiesOf(kind).map((quantity) => {
      const own = set.find((one) => one.kind === kind && one.quantity === quantity);
      const thresholds = own?.thresholds ?? usualThresholds(kind, quantity);
      return { kind, quantity, thresholds, setAt: own?.setAt ?? null };
    }),
  );
}

export type SetQualityRulesInput = {
  readonly kind: MeterKind;
  readonly quantity: ReadingQuantity;
  /** Null brings the usual thresholds back. */
  readonly thresholds: GivenThresholds | null;
};

export async function setQualityRules(
  context: QualityRuleContext,
  { kind, quantity, thresholds: given }: SetQualityRulesInput,
): Promise<Result<QualityRulesOfKind, InvalidInput>> {
  context.viewer.require('telemetry:write');
  if (context.viewer.scope !== 'everywhere') {
    throw new PublicError('FORBIDDEN', 'Quality rules are set by those without limits of area.');
  }
  if (!quantitiesOf(kind).includes(quantity)) {
    return fail(invalidInput(`A ${kind} meter does not measure ${quantity}.`, 'quantity'));
  }
  const checked = given === null ? ok(null) : checkThresholds(quantity, given);
  if (!checked.ok) return checked;
  const thresholds = checked.value;
  const setAt = context.now();
  const setBy = `${context.viewer.kind}:${context.viewer.id}`;
  const audit: AuditRecord = auditRecord(
    context,
    'telemetry.quality-rules.set',
    { type: 'QualityRules', id: `${kind}/${quantity}` },
    { thresholds },
  );
  await context.qualityRules.set({ kind, quantity, thresholds, setBy, setAt }, audit);
  return ok({
    kind,
    quantity,
    thresholds: thresholds ?? usualThresholds(kind, quantity),
    setAt: thresholds === null ? null : setAt,
  });
}
