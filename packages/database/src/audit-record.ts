import type { RequestContext } from '@waris/service-kit';
import type { AuditRecord } from './outbox.ts';

/** What the caller of this request does now; written in the transaction of the deed itself. */
export function auditRecord(
  context: Pick<RequestContext, 'viewer' | 'requestId' | 'now'>,
  action: string,
  subject: AuditRecord['subject'],
  details?: AuditRecord['details'],
): AuditRecord {
  return {
    action,
    actor: { kind: context.viewer.kind, id: context.viewer.id },
    subject,
    requestId: context.requestId,
    occurredAt: context.now(),
    ...(details === undefined ? {} : { details }),
  };
}
