import { Schema, type Connection, type Model } from 'mongoose';
import {
  documentCategories,
  mediaTypes,
  type DocumentCategory,
  type KnowledgeDocument,
} from '../../domain/document.ts';

/** A document as it lies in its category's collection. */
export type DocumentRecord = Omit<KnowledgeDocument, 'id' | 'category'> & {
  readonly _id: string;
  /** The normalised text, which the passages' offsets count in. */
  readonly text: string;
  /** The same content for the same audience has the same key, so it is stored once. */
  readonly uploadKey: string;
};

export type PassageRecord = {
  readonly _id: string;
  readonly documentId: string;
  readonly ordinal: number;
  readonly text: string;
  readonly startOffset: number;
  readonly endOffset: number;
  readonly heading: string | null;
};

export const collectionOf: Readonly<Record<DocumentCategory, string>> = {
  MANUAL: 'manuals',
  POLICY: 'policies',
  TRAINING_MATERIAL: 'training_materials',
};

const required = { required: true } as const;

const audienceSchema = new Schema(
  {
    everyone: { type: Boolean, ...required },
    regionIds: { type: [String], ...required },
    branchIds: { type: [String], ...required },
    dmaIds: { type: [String], ...required },
  },
  { _id: false },
);

const areasSchema = new Schema(
  { regionIds: [String], branchIds: [String], dmaIds: [String] },
  { _id: false },
);

const deedSchema = new Schema(
  { actorKind: String, actorId: String, requestId: String, at: Date },
  { _id: false },
);

const documentSchema = new Schema<DocumentRecord>(
  {
    _id: { type: String, ...required },
    title: { type: String, ...required },
    language: { type: String, enum: ['TH', 'EN'], ...required },
    mediaType: { type: String, enum: mediaTypes, ...required },
    areas: { type: areasSchema, ...required },
    audience: { type: audienceSchema, ...required },
    state: { type: String, enum: ['PROCESSING', 'READY', 'FAILED', 'DELETING'], ...required },
    failure: { type: String, default: null },
    sizeBytes: { type: Number, ...required },
    passageCount: { type: Number, default: null },
    uploaded: { type: deedSchema, ...required },
    deleted: { type: deedSchema, default: null },
    text: { type: String, ...required },
    uploadKey: { type: String, ...required },
  },
  { versionKey: false },
);
documentSchema.index({ uploadKey: 1 }, { unique: true });
documentSchema.index({ state: 1 });

const passageSchema = new Schema<PassageRecord>(
  {
    _id: { type: String, ...required },
    documentId: { type: String, ...required },
    ordinal: { type: Number, ...required },
    text: { type: String, ...required },
    startOffset: { type: Number, ...required },
    endOffset: { type: Number, ...required },
    heading: { type: String, default: null },
  },
  { versionKey: false },
);
passageSchema.index({ documentId: 1 });

export type KnowledgeModels = {
  readonly documents: Readonly<Record<DocumentCategory, Model<DocumentRecord>>>;
  readonly passages: Model<PassageRecord>;
};

/** The collections with their indexes. */
export async function openModels(connection: Connection): Promise<KnowledgeModels> {
  const model = (category: DocumentCategory) =>
    connection.model<DocumentRecord>(category, documentSchema, collectionOf[category]);
  const documents = {
    MANUAL: model('MANUAL'),
    POLICY: model('POLICY'),
    TRAINING_MATERIAL: model('TRAINING_MATERIAL'),
  };
  const passages = connection.model<PassageRecord>('Passage', passageSchema, 'passages');
  await Promise.all([
    passages.createIndexes(),
    ...documentCategories.map((category) => documents[category].createIndexes()),
  ]);
  return { documents, passages };
}
