import { badUserInput } from '@waris/service-kit';
import { z } from 'zod';
import type { DocumentCategory, KnowledgeDocument } from '../domain/document.ts';
import type { ServiceContext } from './service-context.ts';

export type DocumentPage = {
  readonly documents: readonly KnowledgeDocument[];
  readonly hasNextPage: boolean;
};

const largestPage = 200;

/** Newest first, of the documents the caller may see. */
export async function listDocuments(
  context: ServiceContext,
  page: {
    readonly first: number;
    readonly after: string | null;
    readonly categories: readonly DocumentCategory[];
  },
): Promise<DocumentPage> {
  context.viewer.require('knowledge:read');
  if (page.first < 1 || page.first > largestPage) {
    throw badUserInput(`\`first\` is not between 1 and ${largestPage}.`);
  }
  const found = await context.documents.findPage({
    scope: context.viewer.scope,
    categories: page.categories,
    before: page.after === null ? null : parseCursor(page.after),
    limit: page.first + 1,
  });
  const hasNextPage = found.length > page.first;
  return { documents: found.slice(0, page.first), hasNextPage };
}

/** Ids are time-ordered, so an id is all that a cursor needs. */
export function cursorOf(document: KnowledgeDocument): string {
  return Buffer.from(document.id).toString('base64url');
}

function parseCursor(cursor: string): string {
  const id = z.uuid().safeParse(Buffer.from(cursor, 'base64url').toString());
  if (!id.success) throw badUserInput('`after` is not a cursor of this list.');
  return id.data;
}
