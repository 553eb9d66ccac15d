import type { AreaScope } from '@waris/service-kit';
import type { QueryFilter } from 'mongoose';
import {
  documentCategories,
  type Deed,
  type DocumentCategory,
  type DocumentState,
  type KnowledgeDocument,
} from '../../domain/document.ts';
import { withMongo } from './connection.ts';
import type { DocumentRecord, KnowledgeModels } from './models.ts';

export type NewDocument = KnowledgeDocument & { readonly text: string; readonly uploadKey: string };

export type StateChange = {
  readonly state: DocumentState;
  readonly failure?: string | null;
  readonly passageCount?: number;
  readonly deleted?: Deed;
};

/** Documents by id and by page. A scope hides what it does not cover, as if it were absent. */
export type DocumentRepository = {
  /** The document that has the same upload key already, or null when this one was inserted. */
  insertUnlessUploaded(document: NewDocument): Promise<KnowledgeDocument | null>;
  /** In no particular order; what is being deleted is gone already. */
  findMany(ids: readonly string[], scope: AreaScope): Promise<readonly KnowledgeDocument[]>;
  /** Newest first, at most `limit`, below the id `before` when given. */
  findPage(page: {
    readonly scope: AreaScope;
    readonly categories: readonly DocumentCategory[];
    readonly before: string | null;
    readonly limit: number;
  }): Promise<readonly KnowledgeDocument[]>;
  /** Whatever its state; null when absent. For the machinery, not for a caller. */
  findWithText(id: string): Promise<(KnowledgeDocument & { readonly text: string }) | null>;
  findIdsInState(...states: readonly DocumentState[]): Promise<readonly string[]>;
  /** False when it is absent, or already being deleted. */
  changeState(id: string, change: StateChange): Promise<boolean>;
  remove(id: string): Promise<void>;
};

const withoutText = { text: 0, uploadKey: 0 };

export function openDocumentRepository({ documents }: KnowledgeModels): DocumentRepository {
  return { ...openReads(documents), ...openWrites(documents) };
}

type Reads = 'findIdsInState' | 'findMany' | 'findPage' | 'findWithText';
type Collections = KnowledgeModels['documents'];

/** Asks the collections of these categories at once, and puts their answers together. */
async function inEach<Value>(
  categories: readonly DocumentCategory[],
  query: (category: DocumentCategory) => Promise<readonly Value[]>,
): Promise<readonly Value[]> {
  return (await withMongo(() => Promise.all(categories.map(query)))).flat();
}

function openReads(documents: Collections): Pick<DocumentRepository, Reads> {
  const findNewest = async (
    category: DocumentCategory,
    filter: QueryFilter<DocumentRecord>,
    limit: number,
  ) => {
    const records = await documents[category]
      .find(filter, withoutText)
      .sort({ _id: -1 })
      .limit(limit)
      .lean<DocumentRecord[]>();
    return records.map((record) => toDocument(record, category));
  };

  return {
    findMany: async (ids, scope) => {
      if (ids.length === 0) return [];
      const filter = { _id: { $in: [...ids] }, ...visibleIn(scope) };
      return inEach(documentCategories, (category) => findNewest(category, filter, ids.length));
    },
    findPage: async ({ scope, categories, before, limit }) => {
      const below = before === null ? {} : { _id: { $lt: before } };
      const found = await inEach(
        categories.length === 0 ? documentCategories : [...new Set(categories)],
        (category) => findNewest(category, { ...below, ...visibleIn(scope) }, limit),
      );
      return found.toSorted((a, b) => (a.id < b.id ? 1 : -1)).slice(0, limit);
    },
    findWithText: async (id) => {
      const found = await inEach(documentCategories, async (category) => {
        const record = await documents[category].findOne({ _id: id }).lean<DocumentRecord>();
        return record === null ? [] : [{ ...toDocument(record, category), text: record.text }];
      });
      return found[0] ?? null;
    },
    findIdsInState: async (...states) =>
      inEach(documentCategories, async (category) => {
        const records = await documents[category]
          .find({ state: { $in: [...states] } }, { _id: 1 })
          .lean<{ _id: string }[]>();
        return records.map((record) => record._id);
      }),
  };
}

function openWrites(documents: Collections): Omit<DocumentRepository, Reads> {
  return {
    insertUnlessUploaded: async ({ id, category, ...document }) =>
      withMongo(async () => {
        try {
          await documents[category].insertOne({ _id: id, ...document });
          return null;
        } catch (error) {
          if (!isDuplicateKey(error)) throw error;
          const { uploadKey } = document;
          const existing = await documents[category]
            .findOne({ uploadKey }, withoutText)
            .lean<DocumentRecord>();
          if (existing === null) throw error;
          return toDocument(existing, category);
        }
      }),
    changeState: async (id, change) => {
      const matched = await inEach(documentCategories, async (category) => {
        const { matchedCount } = await documents[category].updateOne(
          { _id: id, state: { $ne: 'DELETING' } },
          { $set: change },
        );
        return [matchedCount];
      });
      return matched.some((count) => count > 0);
    },
    remove: async (id) => {
      await inEach(documentCategories, async (category) => [
        await documents[category].deleteOne({ _id: id }),
      ]);
    },
  };
}

function visibleIn(scope: AreaScope): QueryFilter<DocumentRecord> {
  const alive = { state: { $ne: 'DELETING' as const } };
  if (scope === 'everywhere') return alive;
  return {
    ...alive,
    $or: [
      { 'audience.everyone': true },
      { 'audience.regionIds': { $in: [...scope.regionIds] } },
      { 'audience.branchIds': { $in: [...scope.branchIds] } },
      { 'audience.dmaIds': { $in: [...scope.dmaIds] } },
    ],
  };
}

function toDocument(record: DocumentRecord, category: DocumentCategory): KnowledgeDocument {
  return {
    id: record._id,
    title: record.title,
    category,
    language: record.language,
    mediaType: record.mediaType,
    areas: record.areas,
    audience: record.audience,
    state: record.state,
    failure: record.failure,
    sizeBytes: record.sizeBytes,
    passageCount: record.passageCount,
    uploaded: record.uploaded,
    deleted: record.deleted,
  };
}

function isDuplicateKey(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 11_000;
}
