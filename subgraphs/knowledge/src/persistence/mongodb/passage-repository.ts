import type { Passage, PassageKey } from '../../domain/document.ts';
import { withMongo } from './connection.ts';
import type { KnowledgeModels, PassageRecord } from './models.ts';

export type StoredPassage = PassageKey & Passage;

/** Passages by place. Who may see one is decided by its document. */
export type PassageRepository = {
  /** Replaces whatever passages the document had. */
  replace(documentId: string, passages: readonly Passage[]): Promise<void>;
  findMany(keys: readonly PassageKey[]): Promise<readonly StoredPassage[]>;
  removeAll(documentId: string): Promise<void>;
};

const passagesPerInsert = 500;

const idOf = ({ documentId, ordinal }: PassageKey) => `${documentId}:${ordinal}`;

export function openPassageRepository({ passages: model }: KnowledgeModels): PassageRepository {
  const removeAll = async (documentId: string) => {
    await withMongo(() => model.deleteMany({ documentId }));
  };
  return {
    replace: async (documentId, passages) => {
      await removeAll(documentId);
      for (let start = 0; start < passages.length; start += passagesPerInsert) {
        const batch = passages.slice(start, start + passagesPerInsert).map((passage) => ({
          _id: idOf({ documentId, ordinal: passage.ordinal }),
          documentId,
          ...passage,
        }));
        await withMongo(() => model.insertMany(batch, { lean: true }));
      }
    },
    findMany: async (keys) => {
      const records = await withMongo(() =>
        model.find({ _id: { $in: keys.map(idOf) } }).lean<PassageRecord[]>(),
      );
      return records.map(({ _id, ...passage }) => passage);
    },
    removeAll,
  };
}
