import { badUserInput, PublicError } from '@waris/service-kit';
import { z } from 'zod';
import type { AuditLog } from '../domain/audit-log.ts';
import type { AuditLogKey } from '../persistence/audit-log-repository.ts';
import { pageOf, parsePage, type CursorOf, type Page, type PageArguments } from './paging.ts';
import type { ServiceContext } from './service-context.ts';

type Filter = {
  readonly action?: string | null | undefined;
  readonly actorId?: string | null | undefined;
  readonly subjectType?: string | null | undefined;
  readonly subjectId?: string | null | undefined;
  readonly period?: { readonly from: Date; readonly to: Date } | null | undefined;
};

const keySchema = z.tuple([z.iso.datetime(), z.string().min(1).max(100)]);

const cursor: CursorOf<AuditLogKey> = {
  write: ({ occurredAt, id }) => `${occurredAt.toISOString()} ${id}`,
  read: (text) => {
    const key = keySchema.safeParse(text.split(' ')).data;
    return key === undefined ? null : { occurredAt: new Date(key[0]), id: key[1] };
  },
};

export async function listAuditLogs(
  context: ServiceContext,
  request: PageArguments & { readonly filter?: Filter | null | undefined },
): Promise<Page<AuditLog>> {
  context.viewer.require('audit:read');
  if (context.viewer.scope !== 'everywhere') {
    throw new PublicError('FORBIDDEN', 'The audit log is for those without limits of area.');
  }
  const page = parsePage(request, cursor);
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
  return pageOf(logs, page, ({ occurredAt, id }) => ({ occurredAt, id }), cursor);
}
