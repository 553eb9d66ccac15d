import { appendToOutbox, auditMessage, inTransaction } from '@waris/database';
import { chunkText } from '../domain/chunk-text.ts';
import type { Deed, KnowledgeDocument, Passage } from '../domain/document.ts';
import { countTerms, termsOf } from '../domain/terms.ts';
import type { Stores } from './service-context.ts';

/**
 * Passages, vectors, then the lexical index with the audit record in one transaction, then
 * READY. Every step can be repeated, so whoever finds it half done does all of it again.
 */
export async function indexDocument(
  stores: Stores,
  document: KnowledgeDocument & { readonly text: string },
): Promise<void> {
  const { id: documentId, category, language, audience } = document;
  const passages = chunkText(document.text, document.mediaType);
  const searchable = passages.map((passage) => searchableText(document.title, passage));
  const entry = { documentId, category, language, audience };

  await stores.passages.replace(documentId, passages);
  await stores.semanticIndex.add({ ...entry, passages: searchable });
  await inTransaction(stores.pool, async (client) => {
    const counts = searchable.map((text) => countTerms(termsOf(text)));
    const added = await stores.lexicalIndex.add(client, { ...entry, passages: counts });
    if (!added) return;
    const audit = documentAudit('knowledge.document.uploaded', document, document.uploaded);
    await appendToOutbox(client, audit);
  });
  await stores.documents.changeState(documentId, {
    state: 'READY',
    failure: null,
    passageCount: passages.length,
  });
}

/** A passage is also found by the title and the headings that it stands under. */
function searchableText(title: string, passage: Passage): string {
  return [title, passage.heading, passage.text].filter((part) => part !== null).join('\n');
}

/** Repeatable; the audit record goes with the lexical entry, or alone if there was none. */
export async function removeDocument(
  stores: Stores,
  document: KnowledgeDocument,
  deed: Deed,
): Promise<void> {
  await stores.semanticIndex.remove(document.id);
  await inTransaction(stores.pool, async (client) => {
    const removed = await stores.lexicalIndex.remove(client, document.id);
    // Without an entry nothing tells whether this ran before: told twice rather than never.
    if (removed || document.passageCount === null) {
      await appendToOutbox(client, documentAudit('knowledge.document.deleted', document, deed));
    }
  });
  await stores.passages.removeAll(document.id);
  await stores.documents.remove(document.id);
}

function documentAudit(action: string, document: KnowledgeDocument, deed: Deed) {
  return auditMessage({
    action,
    actor: { kind: deed.actorKind, id: deed.actorId },
    subject: { type: 'Document', id: document.id },
    requestId: deed.requestId,
    details: { title: document.title, category: document.category, areas: document.areas },
    occurredAt: deed.at,
  });
}
