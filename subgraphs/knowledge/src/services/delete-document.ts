import { fail, notFound, ok, PublicError, type NotFound, type Result } from '@waris/service-kit';
import type { KnowledgeDocument } from '../domain/document.ts';
import type { ServiceContext } from './service-context.ts';
import { deedOf } from './upload-document.ts';

const patienceMs = 5_000;

/** Nobody sees the document from here on; its passages and vectors follow, now or later. */
export async function deleteDocument(
  context: ServiceContext,
  id: string,
): Promise<Result<string, NotFound>> {
  context.viewer.require('knowledge:write');

  const [document] = await context.documents.findMany([id], context.viewer.scope);
  if (document === undefined) return absent(id);
  await requireWholeAudience(context, document);
  const change = { state: 'DELETING', deleted: deedOf(context) } as const;
  if (!(await context.documents.changeState(document.id, change))) return absent(id);
  await context.work.finish(document.id, patienceMs);
  return ok(document.id);
}

/** Seeing a document is no right to take it from people elsewhere. */
async function requireWholeAudience(context: ServiceContext, document: KnowledgeDocument) {
  const { scope } = context.viewer;
  if (scope === 'everywhere') return;
  const own = document.audience.everyone
    ? null
    : await context.areas.resolve(document.areas, scope);
  if (own === null || 'unknown' in own) {
    throw new PublicError('FORBIDDEN', 'This document is also for people outside your area.');
  }
}

function absent(id: string): Result<string, NotFound> {
  return fail(notFound(`There is no document ${id}.`, 'id'));
}
