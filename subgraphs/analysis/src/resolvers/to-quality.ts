import type { DataValidity } from '@waris/water-loss';
import type { AuditMargins } from '../domain/audit-margins.ts';
import type { BalanceMargins } from '../domain/balance-quality.ts';

/** Margins under the names of their figures in the graph. */
export function toMargins({ waterSuppliedM3, ...margins }: BalanceMargins) {
  return { systemInputVolumeM3: waterSuppliedM3, ...margins };
}

export function toAuditMargins({ waterSuppliedM3, ...margins }: AuditMargins) {
  return { systemInputVolumeM3: waterSuppliedM3, ...margins };
}

export function toValidity(validity: DataValidity | null) {
  return validity === null
    ? null
    : {
        validityScore: validity.score,
        tier: validity.tier,
        priorityAreas: [...validity.priorities],
      };
}
