import type { Pool } from '@waris/database';
import type { KeyValueStore, Logger, RequestContext } from '@waris/service-kit';
import type { DocumentRepository } from '../persistence/mongodb/document-repository.ts';
import type { PassageRepository } from '../persistence/mongodb/passage-repository.ts';
import type { AreaDirectory } from '../persistence/postgres/area-directory.ts';
import type { LexicalIndex } from '../persistence/postgres/lexical-index.ts';
import type { SemanticIndex } from '../persistence/vectors/semantic-index.ts';

/** What the service holds from start to stop. */
export type Stores = {
  readonly pool: Pool;
  readonly keyValueStore: KeyValueStore;
  readonly documents: DocumentRepository;
  readonly passages: PassageRepository;
  readonly areas: AreaDirectory;
  readonly lexicalIndex: LexicalIndex;
  readonly semanticIndex: SemanticIndex;
  readonly log: Logger;
};

/** Carries documents from PROCESSING to READY, and from DELETING to nothing. */
export type DocumentWork = {
  /** Resolves once the document needs no more work here, or after `patienceMs` at most. */
  finish(documentId: string, patienceMs?: number): Promise<void>;
  /** Takes up what an earlier process left unfinished. */
  resume(): Promise<void>;
  stop(): Promise<void>;
};

export type ServiceContext = RequestContext & Stores & { readonly work: DocumentWork };
