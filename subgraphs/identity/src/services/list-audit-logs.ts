import {
  badUserInput,
  cutPage,
  instantInCursor,
  parsePageRequest,
  PublicError,
  toConnection,
  type Connection,
  type ListOrder,
  type PageArguments,
} from '@waris/service-kit';
import { z } from 'zod';
import type { AuditLog } from '../domain/audit-log.ts';
import type { AuditLogKey } from '../persistence/audit-log-repository.ts';
import type { ServiceContext } from './service-context.ts';

type Filter = {
  readonly action?: string | null | undefined;
  readonly actorId?: string | null | undefined;
  readonly subjectType?: string | null | undefined;
  readonly subjectId?: string | null | undefined;
  readonly period?: { readonly from: Date; readonly to: Date } | null | undefined;
};

const newestFirst: ListOrder<AuditLog, AuditLogKey> = {
  keyOf: ({ occurredAt, id }) => ({ occurredAt, id }),
  keySchema: z.object({ occurredAt: instantInCursor, id: z.string().min(1).max(100) }),
};

export async function listAuditLogs(
  context: ServiceContext,
  request: PageArguments & { readonly filter?: Filter | null | undefined },
): Promise<Connection<AuditLog>> {
  context.viewer.require('audit:read');
  if (context.viewer.scope !== 'everywhere') {
    throw new PublicError('FORBIDDEN', 'The audit log is for those without limits of area.');
  }
  const page = parsePageRequest(request, newestFirst);
  const { action, actorId, subjectType, subjectId, period } = request.filter ?? {};
  if (period && period.from >= period.to) throw badUserInput('`to` is not after `from`.');
  const filter = {
    action: action ?? undefined,
    actorId: actorId ?? undefined,
    subjectType: subjectType ?? undefined,
    subjectId: subjectId ?? undefined,
    from: period?.from,
    to: period?.to,
  };
  const logs = await context.auditLogs.list(filter, page);
  return toConnection(cutPage(logs, page), newestFirst);
}
