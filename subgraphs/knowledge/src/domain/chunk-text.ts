import { bestCut, firstSentenceStart, graphemeFloor, rateCutPoints } from './cut-points.ts';
import type { MediaType, Passage } from './document.ts';
import { findSections, type Section } from './sections.ts';

/** Lengths in UTF-16 code units. */
const shortest = 800;
const longest = 1_200;
const overlap = 200;

/**
 * Cuts a normalised text into passages of 800 to 1,200 characters (the last of a section is
 * shorter) that overlap by a sentence. No passage crosses a heading, begins inside a word or
 * splits a grapheme; only a single word longer than a passage is cut.
 */
export function chunkText(text: string, mediaType: MediaType): readonly Passage[] {
  const quality = rateCutPoints(text);
  const spans = mergeShort(findSections(text, mediaType), text).flatMap((section) =>
    cutSection(text, quality, section).map((span) => ({ ...span, heading: section.heading })),
  );
  return spans.map(({ startOffset, endOffset, heading }, ordinal) => ({
    ordinal,
    text: text.slice(startOffset, endOffset),
    startOffset,
    endOffset,
    heading,
  }));
}

type Span = { readonly startOffset: number; readonly endOffset: number };

function cutSection(text: string, quality: Uint8Array, section: Section): readonly Span[] {
  const spans: Span[] = [];
  let start = section.startOffset;
  while (start < section.endOffset) {
    const end = findEnd(text, quality, start, section.endOffset);
    const trimmed = trimSpan(text, start, end);
    if (trimmed !== null) spans.push(trimmed);
    if (end >= section.endOffset) break;
    const earliest = Math.max(end - overlap, start + 1);
    start = firstSentenceStart(quality, earliest, end) ?? end;
  }
  return spans;
}

function findEnd(text: string, quality: Uint8Array, start: number, limit: number): number {
  if (limit - start <= longest) return limit;
  const latest = start + longest;
  return (
    bestCut(quality, start + shortest, latest) ??
    bestCut(quality, start + overlap, start + shortest) ??
    graphemeFloor(text, latest, start)
  );
}

function trimSpan(text: string, start: number, end: number): Span | null {
  const body = text.slice(start, end);
  const startOffset = start + (body.length - body.trimStart().length);
  const endOffset = end - (body.length - body.trimEnd().length);
  return endOffset > startOffset ? { startOffset, endOffset } : null;
}

/** A heading without a text of its own goes with the section that follows it. */
function mergeShort(sections: readonly Section[], text: string): readonly Section[] {
  const merged: Section[] = [];
  let carriedFrom: number | null = null;
  for (const [index, section] of sections.entries()) {
    const startOffset: number = carriedFrom ?? section.startOffset;
    const body = text.slice(section.startOffset, section.endOffset).trim();
    const onlyHeading = section.heading !== null && !body.includes('\n');
    const next = sections[index + 1];
    if (onlyHeading && next !== undefined && isBelow(next, section)) {
      carriedFrom = startOffset;
      continue;
    }
    carriedFrom = null;
    merged.push({ ...section, startOffset });
  }
  return merged;
}

function isBelow(inner: Section, outer: Section): boolean {
  return outer.heading !== null && inner.heading?.startsWith(`${outer.heading} › `) === true;
}
