export const documentCategories = ['MANUAL', 'POLICY', 'TRAINING_MATERIAL'] as const;
export type DocumentCategory = (typeof documentCategories)[number];

export const mediaTypes = ['text/markdown', 'text/plain'] as const;
export type MediaType = (typeof mediaTypes)[number];

export type DocumentLanguage = 'TH' | 'EN';

/**
 * PROCESSING until every passage is in both indexes; FAILED with a reason when that could not
 * be done; DELETING once somebody asked for its removal: nobody sees it from then on.
 */
export type DocumentState = 'PROCESSING' | 'READY' | 'FAILED' | 'DELETING';

/** Who may read a document: everyone, or whoever's scope covers one of these. */
export type Audience = {
  readonly everyone: boolean;
  readonly regionIds: readonly string[];
  readonly branchIds: readonly string[];
  readonly dmaIds: readonly string[];
};

export const forEveryone: Audience = { everyone: true, regionIds: [], branchIds: [], dmaIds: [] };

/** Areas as the uploader named them; none at all means everyone. */
export type AreaIds = {
  readonly regionIds: readonly string[];
  readonly branchIds: readonly string[];
  readonly dmaIds: readonly string[];
};

/** Who did something to a document, kept so that a resumed work can still be audited. */
export type Deed = {
  readonly actorKind: string;
  readonly actorId: string;
  readonly requestId: string;
  readonly at: Date;
};

export type KnowledgeDocument = {
  readonly id: string;
  readonly title: string;
  readonly category: DocumentCategory;
  readonly language: DocumentLanguage;
  readonly mediaType: MediaType;
  readonly areas: AreaIds;
  /** The areas, widened by what each of them lies in. */
  readonly audience: Audience;
  readonly state: DocumentState;
  /** Why it is FAILED, in words for the person who uploaded it. */
  readonly failure: string | null;
  readonly sizeBytes: number;
  /** Null until it is READY. */
  readonly passageCount: number | null;
  readonly uploaded: Deed;
  /** Null unless it is DELETING. */
  readonly deleted: Deed | null;
};

/** A stretch of a document's text, the unit that is indexed, found and cited. */
export type Passage = {
  /** Counts from 0 in the order of the text. */
  readonly ordinal: number;
  readonly text: string;
  /** UTF-16 code units of the stored text: `text === document.slice(startOffset, endOffset)`. */
  readonly startOffset: number;
  readonly endOffset: number;
  /** Headings above it, outermost first, joined by ` › `; null above the first heading. */
  readonly heading: string | null;
};

/** Where a passage is: its document and its place there. */
export type PassageKey = { readonly documentId: string; readonly ordinal: number };
