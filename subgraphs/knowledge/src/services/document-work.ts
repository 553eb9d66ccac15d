import { setTimeout as delay } from 'node:timers/promises';
import { PublicError } from '@waris/service-kit';
import { indexDocument, removeDocument } from './index-document.ts';
import type { DocumentWork, Stores } from './service-context.ts';

/** How often a document is tried that another process holds, be it at work or dead. */
const heldRetryMs = 1_000;

/** When a document is taken up again that could not even be said to have failed. */
const unfinishedRetryMs = 5_000;

/** One document at a time per process: embedding a long text would starve the requests. */
export function createDocumentWork(stores: Stores): DocumentWork {
  let queue: Promise<void> = Promise.resolve();
  const stopping = new AbortController();
  const enqueue = (documentId: string): Promise<Outcome> => {
    const run = async () =>
      stopping.signal.aborted ? 'finished' : finishDocument(stores, documentId);
    const done = queue.then(run);
    queue = done.then(
      () => undefined,
      (error: unknown) => {
        stores.log.error({ err: error, documentId }, 'a document is left unfinished');
        void takeUpAgain(documentId);
      },
    );
    return done;
  };
  const resting = new Set<string>();
  const takeUpAgain = async (documentId: string): Promise<void> => {
    if (resting.has(documentId)) return;
    resting.add(documentId);
    const { signal } = stopping;
    await delay(unfinishedRetryMs, undefined, { signal, ref: false }).catch(() => undefined);
    resting.delete(documentId);
    // Where it fails again that is told there.
    await enqueue(documentId).catch(() => undefined);
  };
  // A process that died at a document holds its lock until that expires: waited out here.
  const resumeOne = async (documentId: string): Promise<void> => {
    while ((await enqueue(documentId)) === 'held') {
      await delay(heldRetryMs, undefined, { signal: stopping.signal });
    }
  };

  return {
    finish: (documentId, patienceMs) => withPatience(enqueue(documentId), patienceMs),
    resume: async () => {
      const ids = await stores.documents.findIdsInState('PROCESSING', 'DELETING');
      if (ids.length > 0) stores.log.info({ documents: ids.length }, 'resuming documents');
      await Promise.allSettled(ids.map(resumeOne));
    },
    stop: async () => {
      stopping.abort();
      await queue;
    },
  };
}

/** The work goes on when patience ends; its failure is then only logged. */
async function withPatience(work: Promise<unknown>, patienceMs: number | undefined): Promise<void> {
  if (patienceMs === undefined) {
    await work;
    return;
  }
  work.catch(() => undefined);
  let timer: NodeJS.Timeout | undefined;
  const end = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, patienceMs);
  });
  await Promise.race([work, end]).finally(() => clearTimeout(timer));
}

/** `held`: another process has the document and has not finished it so far. */
type Outcome = 'finished' | 'held';

/**
 * Another process may be at the same document: then that one finishes it, deletion included,
 * because it looks again after it let go.
 */
async function finishDocument(stores: Stores, documentId: string): Promise<Outcome> {
  for (;;) {
    const held = await stores.keyValueStore.withLock(`knowledge:${documentId}`, async () => {
      while (await takeStep(stores, documentId));
      return true;
    });
    if (!(await needsWork(stores, documentId))) return 'finished';
    if (held === null) return 'held';
  }
}

async function needsWork(stores: Stores, documentId: string): Promise<boolean> {
  const document = await stores.documents.findWithText(documentId);
  return document?.state === 'DELETING' || document?.state === 'PROCESSING';
}

/** False when there is nothing left to do. */
async function takeStep(stores: Stores, documentId: string): Promise<boolean> {
  const document = await stores.documents.findWithText(documentId);
  if (document?.state === 'DELETING' && document.deleted !== null) {
    await removeDocument(stores, document, document.deleted);
    return true;
  }
  if (document?.state !== 'PROCESSING') return false;
  try {
    await indexDocument(stores, document);
  } catch (error) {
    stores.log.error({ err: error, documentId }, 'indexing a document failed');
    const failure = `${reasonOf(error)} Upload the same text again to repeat.`;
    await stores.documents.changeState(documentId, { state: 'FAILED', failure });
  }
  return true;
}

function reasonOf(error: unknown): string {
  return error instanceof PublicError ? error.message : 'The text could not be indexed.';
}
