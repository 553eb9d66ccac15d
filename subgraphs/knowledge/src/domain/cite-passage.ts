import type { KnowledgeDocument, Passage } from './document.ts';

/** `Title › Heading › Sub-heading, characters 120–980`. */
export function citePassage(
  document: Pick<KnowledgeDocument, 'title'>,
  passage: Omit<Passage, 'text' | 'ordinal'>,
): string {
  const { heading, startOffset, endOffset } = passage;
  // Most documents open with their title as the outermost heading: once is enough.
  const below = heading?.split(' › ').filter((part, index) => index > 0 || part !== document.title);
  const place = [document.title, ...(below ?? [])].join(' › ');
  return `${place}, characters ${startOffset}–${endOffset}`;
}
