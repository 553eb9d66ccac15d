import type { AuditRecord } from '@waris/database';
import type { RequestContext } from '@waris/service-kit';

/** An audit record of what the caller of this request does now. */
export function auditOf(
  context: RequestContext,
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

export const userSubject = (id: string) => ({ type: 'User', id });
