import { stem } from 'porter2';
import { linesOf } from './lines-of.ts';

const words = new Intl.Segmenter('th', { granularity: 'word' });
const thai = /[\u0E00-\u0E7F]/;
const english = /^[a-z']+$/;
/** `DMA-12`, `PRV_3`: the segmenter cuts them, and the number alone says nothing. */
const code = /[a-z]+[-_/.]?\d+(?:[-_/.]\d+)*/g;
const longestTerm = 64;

/**
 * The terms a text is found by: stemmed English words, Thai words and pairs of neighbouring
 * Thai words (which make up for a dictionary that cuts compounds apart), numbers, codes.
 */
export function termsOf(text: string): readonly string[] {
  const folded = text.normalize('NFKC').toLowerCase().replaceAll('\u0E4D\u0E32', '\u0E33');
  const terms: string[] = [];
  for (const { line } of linesOf(folded)) {
    addWords(line, terms);
    for (const [match] of line.matchAll(code)) {
      if (/[-_/.]/.test(match)) terms.push(match.replace(/[-_/.]/g, '-').slice(0, longestTerm));
    }
  }
  return terms;
}

function addWords(line: string, terms: string[]): void {
  let previousThai: string | null = null;
  for (const { segment, isWordLike } of words.segment(line)) {
    const word = segment.replace(/[\u200B-\u200D\u00AD]/g, '').slice(0, longestTerm);
    if (isWordLike !== true || word === '') {
      previousThai = null;
      continue;
    }
    if (!thai.test(word)) {
      terms.push(english.test(word) ? stem(word) : word);
      previousThai = null;
      continue;
    }
    terms.push(word);
    if (previousThai !== null) terms.push(`${previousThai}+${word}`.slice(0, longestTerm));
    previousThai = word;
  }
}

/** How often each term occurs. */
export function countTerms(terms: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const term of terms) counts.set(term, (counts.get(term) ?? 0) + 1);
  return counts;
}
