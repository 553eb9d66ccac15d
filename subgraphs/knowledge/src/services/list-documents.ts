import {
  cutPage,
  parsePageRequest,
  toConnection,
  type Connection,
  type PageArguments,
} from '@waris/service-kit';
import { z } from 'zod';
import type { DocumentCategory, KnowledgeDocument } from '../domain/document.ts';
import type { ServiceContext } from './service-context.ts';

/** Ids are time-ordered, so an id is all that a cursor needs. */
const newestFirst = {
  keyOf: ({ id }: KnowledgeDocument): string => id,
  keySchema: z.guid(),
};

/** Newest first, of the documents the caller may see. */
export async function listDocuments(
  context: ServiceContext,
  request: PageArguments & { readonly categories: readonly DocumentCategory[] },
): Promise<Connection<KnowledgeDocument>> {
  context.viewer.require('knowledge:read');
  const page = parsePageRequest(request, newestFirst);
  const found = await context.documents.findPage({
    scope: context.viewer.scope,
    categories: request.categories,
    before: page.after,
    limit: page.first + 1,
  });
  return toConnection(cutPage(found, page), newestFirst);
}
