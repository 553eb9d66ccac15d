import type { RequestContext } from '@waris/service-kit';
import DataLoader from 'dataloader';
import type { KnowledgeDocument } from './domain/document.ts';
import type { DocumentWork, ServiceContext, Stores } from './services/service-context.ts';

export type Context = ServiceContext & {
  /** Null for what does not exist or lies outside the caller's area. */
  readonly documentById: DataLoader<string, KnowledgeDocument | null>;
};

export function createContext(
  request: RequestContext,
  stores: Stores,
  work: DocumentWork,
): Context {
  const { scope } = request.viewer;
  return {
    ...stores,
    ...request,
    work,
    documentById: new DataLoader(async (ids) => {
      const found = await stores.documents.findMany(ids, scope);
      const byId = new Map(found.map((document) => [document.id, document]));
      return ids.map((id) => byId.get(id) ?? null);
    }),
  };
}
