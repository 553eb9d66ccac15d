import { createHash } from 'node:crypto';
import { fail, invalidInput, ok, type InvalidInput, type Result } from '@waris/service-kit';
import { checkUpload, detectLanguage } from '../domain/check-upload.ts';
import {
  forEveryone,
  mediaTypes,
  type AreaIds,
  type Audience,
  type DocumentCategory,
  type DocumentLanguage,
  type KnowledgeDocument,
  type MediaType,
} from '../domain/document.ts';
import { findSections } from '../domain/sections.ts';
import type { ServiceContext } from './service-context.ts';

export type DocumentUpload = {
  readonly title: string;
  readonly category: DocumentCategory;
  /** Detected from the text when null. */
  readonly language: DocumentLanguage | null;
  readonly mediaType: string;
  readonly content: string;
  readonly areas: AreaIds;
};

export type UploadedDocument = {
  readonly document: KnowledgeDocument;
  /** True when the same text for the same people was there before; nothing was stored. */
  readonly alreadyUploaded: boolean;
};

const maxAreas = 200;
// Each is a passage of its own, however short: a million of them would be indexed for an hour.
const mostSections = 10_000;

/** A short text is ready when the caller gets it; a long one is told as PROCESSING. */
const patienceMs = 5_000;

export async function uploadDocument(
  context: ServiceContext,
  upload: DocumentUpload,
): Promise<Result<UploadedDocument, InvalidInput>> {
  return ingestDocument(context, upload, patienceMs);
}

/** The same for loaders, which by default wait until the document is READY or FAILED. */
export async function ingestDocument(
  context: ServiceContext,
  upload: DocumentUpload,
  waitMs?: number,
): Promise<Result<UploadedDocument, InvalidInput>> {
  context.viewer.require('knowledge:write');

  const checked = checkUpload(upload);
  const mediaType = mediaTypes.find((type) => type === upload.mediaType.trim().toLowerCase());
  if (!checked.ok) return checked;
  if (mediaType === undefined) {
    return refuse(
      `This media type is not supported; send ${mediaTypes.join(' or ')}.`,
      'mediaType',
    );
  }
  const { text, title, sizeBytes } = checked.value;
  if (findSections(text, mediaType).length > mostSections) {
    return refuse(
      `The text has more than ${mostSections.toLocaleString('en')} headings.`,
      'content',
    );
  }
  const audience = await resolveAudience(context, upload.areas);
  if (!audience.ok) return audience;

  const document: KnowledgeDocument = {
    id: context.newId(),
    title,
    category: upload.category,
    language: upload.language ?? detectLanguage(text),
    mediaType,
    areas: upload.areas,
    audience: audience.value,
    state: 'PROCESSING',
    failure: null,
    sizeBytes,
    passageCount: null,
    uploaded: deedOf(context),
    deleted: null,
  };
  const uploadKey = uploadKeyOf(text, mediaType, audience.value);
  const existing = await insertOrRevive(context, { ...document, text, uploadKey });
  const { id } = existing ?? document;
  await context.work.finish(id, waitMs);
  const [stored] = await context.documents.findMany([id], 'everywhere');
  return ok({ document: stored ?? existing ?? document, alreadyUploaded: existing !== null });
}

export function deedOf({ viewer, requestId, now }: ServiceContext) {
  return { actorKind: viewer.kind, actorId: viewer.id, requestId, at: now() };
}

/** Null when inserted. One that failed is tried again; one being deleted is waited out. */
async function insertOrRevive(
  context: ServiceContext,
  document: KnowledgeDocument & { text: string; uploadKey: string },
): Promise<KnowledgeDocument | null> {
  const existing = await context.documents.insertUnlessUploaded(document);
  if (existing?.state === 'FAILED') {
    await context.documents.changeState(existing.id, { state: 'PROCESSING', failure: null });
  }
  if (existing?.state !== 'DELETING') return existing;
  await context.work.finish(existing.id);
  return context.documents.insertUnlessUploaded(document);
}

async function resolveAudience(
  context: ServiceContext,
  areas: AreaIds,
): Promise<Result<Audience, InvalidInput>> {
  const count = areas.regionIds.length + areas.branchIds.length + areas.dmaIds.length;
  const { scope } = context.viewer;
  if (count > maxAreas) return refuse(`At most ${maxAreas} areas can be named.`, 'dmaIds');
  if (count === 0) {
    return scope === 'everywhere'
      ? ok(forEveryone)
      : refuse('Your own area is limited: name the areas that the document is for.', 'dmaIds');
  }
  const resolved = await context.areas.resolve(areas, scope);
  if (!('unknown' in resolved)) return ok(resolved);
  const problems = Object.entries(resolved.unknown)
    .filter(([, ids]) => ids.length > 0)
    .map(([field, ids]) => invalidInput(`There is no such area: ${ids.join(', ')}.`, field));
  return fail(...problems);
}

const refuse = (message: string, field: string) => fail(invalidInput(message, field));

function uploadKeyOf(text: string, mediaType: MediaType, audience: Audience): string {
  return createHash('sha256')
    .update(JSON.stringify([mediaType, audience, text]))
    .digest('hex');
}
