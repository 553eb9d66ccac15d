import { demoDocuments, type DemoDocument } from '@waris/demo-utility';
import { ingestDocument, type DocumentCategory, type KnowledgeContext } from '@waris/knowledge';
import type { Report } from '../terminal/step.ts';
import { sure } from './sure.ts';

const categories: Readonly<Record<DemoDocument['category'], DocumentCategory>> = {
  manuals: 'MANUAL',
  policies: 'POLICY',
  training_materials: 'TRAINING_MATERIAL',
};

/** The demo's manuals and policies, for everybody. */
export async function loadDocuments(context: KnowledgeContext, report: Report): Promise<void> {
  const documents = await demoDocuments();
  for (const [index, document] of documents.entries()) {
    report(`document ${index + 1} of ${documents.length}`);
    sure(
      await ingestDocument(context, {
        title: document.title,
        category: categories[document.category],
        language: document.language === 'th' ? 'TH' : 'EN',
        mediaType: 'text/markdown',
        content: document.markdown,
        areas: { regionIds: [], branchIds: [], dmaIds: [] },
      }),
    );
  }
}
