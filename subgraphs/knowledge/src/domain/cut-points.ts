import { linesOf } from './lines-of.ts';

const words = new Intl.Segmenter('th', { granularity: 'word' });
const graphemes = new Intl.Segmenter('th', { granularity: 'grapheme' });

/** How good a place is to cut a text; 0 is inside a word. */
export type CutQuality = 0 | 1 | 2 | 3 | 4 | 5;

const insideWord = 0;
const wordEnd = 1;
const space = 2;
const sentenceEnd = 3;
const lineEnd = 4;
const paragraphEnd = 5;

const sentenceMark = /[.!?…。！？ฯ]["'”’)\]]*$/;

/**
 * For every offset of the text, how good it is to cut there. Words are segmented line by line:
 * a line is as far as the Thai dictionary looks, and it bounds the cost of a long text.
 */
export function rateCutPoints(text: string): Uint8Array {
  const quality = new Uint8Array(text.length + 1);
  for (const { line, offset } of linesOf(text)) {
    if (line !== '') rateLine(line, offset, quality);
    if (offset > 0) {
      const afterBlankLine = text.startsWith('\n\n', offset - 2);
      quality[offset] = afterBlankLine ? paragraphEnd : lineEnd;
    }
  }
  quality[0] = paragraphEnd;
  quality[text.length] = paragraphEnd;
  return quality;
}

function rateLine(line: string, offset: number, quality: Uint8Array): void {
  const graphemeStarts = startsOf(graphemes, line);
  for (const { index } of words.segment(line)) {
    // The dictionary may break before a stray vowel or tone mark; a reader sees one character.
    if (index === 0 || graphemeStarts[index] !== 1) continue;
    quality[offset + index] = rateWordStart(line, index);
  }
}

function rateWordStart(line: string, index: number): CutQuality {
  if (!/\s/.test(line.charAt(index - 1)) || /\s/.test(line.charAt(index))) return wordEnd;
  const before = line.slice(Math.max(0, index - 8), index).trimEnd();
  return sentenceMark.test(before) ? sentenceEnd : space;
}

function startsOf(segmenter: Intl.Segmenter, line: string): Uint8Array {
  const starts = new Uint8Array(line.length + 1);
  for (const { index } of segmenter.segment(line)) starts[index] = 1;
  return starts;
}

/** The last of the best cut points in (from, to]; null when all of it is one word. */
export function bestCut(quality: Uint8Array, from: number, to: number): number | null {
  let best: number | null = null;
  let bestQuality: number = insideWord;
  for (let offset = to; offset > from; offset--) {
    const here = quality[offset] ?? insideWord;
    if (here > bestQuality) {
      best = offset;
      bestQuality = here;
    }
  }
  return best;
}

/** The first sentence or, in Thai, clause start in [from, to); null when there is none. */
export function firstSentenceStart(quality: Uint8Array, from: number, to: number): number | null {
  for (const wanted of [sentenceEnd, space]) {
    for (let offset = from; offset < to; offset++) {
      if ((quality[offset] ?? insideWord) >= wanted) return offset;
    }
  }
  return null;
}

/** The nearest place at or below `offset` that is not inside a grapheme. */
export function graphemeFloor(text: string, offset: number, from: number): number {
  let last = from;
  for (const { index } of graphemes.segment(text.slice(from, offset + 64))) {
    if (from + index > offset) break;
    last = from + index;
  }
  return last > from ? last : offset;
}
