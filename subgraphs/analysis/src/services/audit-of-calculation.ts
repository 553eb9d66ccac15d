import { auditMessage, auditRecord, type OutboxMessage } from '@waris/database';
import type { RequestContext } from '@waris/service-kit';
import type { Calculation } from '../domain/calculation.ts';

/** Who calculated what and by which rules; goes with the row. */
export function auditOfCalculation(
  context: Pick<RequestContext, 'viewer' | 'requestId' | 'now'>,
  calculation: Calculation,
  dmaCode: string,
): OutboxMessage {
  const subject = { type: 'WaterBalanceCalculation', id: calculation.id };
  const details = {
    dmaCode,
    fromAt: calculation.balance.period.from,
    toAt: calculation.balance.period.to,
    methodVersion: calculation.methodVersion,
    cause: calculation.cause,
    knownVolumes: calculation.inputs.knownVolumes,
    quality: calculation.inputs.quality,
  };
  const record = auditRecord(context, 'analysis.waterBalance.calculated', subject, details);
  return auditMessage({ ...record, occurredAt: calculation.calculatedAt });
}
