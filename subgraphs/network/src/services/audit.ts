import type { AuditRecord } from '@waris/database';
import type { RequestContext } from '@waris/service-kit';

/** Who did what to which thing; written in the transaction of the change itself. */
export function auditRecord(
  context: RequestContext,
  action: string,
  subject: AuditRecord['subject'],
  details: Readonly<Record<string, unknown>> = {},
): AuditRecord {
  return {
    action,
    actor: { kind: context.viewer.kind, id: context.viewer.id },
    subject,
    requestId: context.requestId,
    details,
    occurredAt: context.now(),
  };
}
