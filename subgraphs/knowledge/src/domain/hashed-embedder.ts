import { embeddingDimension, type Embedder } from './embedder.ts';
import { stopWords } from './stop-words.ts';
import { countTerms, termsOf } from './terms.ts';

const gramLengths = [3, 4];
/** A word says more than each of the many character runs that it is made of. */
const wordWeight = 1.5;
const gramWeight = 1;

/**
 * The default embedder: words and their runs of 3 and 4 characters, hashed with a sign into
 * 1,536 places. It needs no model and no network, gives the same vector everywhere, and finds
 * misspelt and inflected words; it knows nothing of synonyms or of translation.
 */
export const hashedEmbedder: Embedder = {
  model: 'hashed-words-grams-1536-v1',
  dimension: embeddingDimension,
  embed: async (texts) => texts.map(hashText),
};

/** Length one, or all zero when the text has no word. */
export function hashText(text: string): Float32Array {
  const vector = new Float32Array(embeddingDimension);
  // Pairs of Thai words only repeat here what the character runs say.
  const terms = termsOf(text).filter((term) => !term.includes('+') && !stopWords.has(term));
  for (const [term, count] of countTerms(terms)) {
    addFeature(vector, `w ${term}`, wordWeight * (1 + Math.log(count)));
  }
  for (const [gram, count] of countTerms(characterRuns(text))) {
    addFeature(vector, `g ${gram}`, gramWeight * (1 + Math.log(count)));
  }
  return normalised(vector);
}

/** Within what spaces and signs enclose: a word in English, a clause in Thai. */
function characterRuns(text: string): readonly string[] {
  const folded = text.normalize('NFKC').toLowerCase();
  const runs: string[] = [];
  for (const [piece] of folded.matchAll(/[\p{L}\p{M}\p{N}]+/gu)) {
    if (stopWords.has(piece)) continue;
    const enclosed = ` ${piece} `;
    for (const length of gramLengths) {
      for (let start = 0; start + length <= enclosed.length; start++) {
        runs.push(enclosed.slice(start, start + length));
      }
    }
  }
  return runs;
}

function addFeature(vector: Float32Array, feature: string, weight: number): void {
  const hash = hash32(feature);
  // The sign lets features that share a place cancel out instead of always adding up.
  const sign = hash & 0x8000_0000 ? -1 : 1;
  const place = (hash & 0x7fff_ffff) % vector.length;
  vector[place] = (vector[place] ?? 0) + sign * weight;
}

/** FNV-1a over UTF-16 code units, mixed once more so that its high bits are good too. */
function hash32(text: string): number {
  let hash = 0x811c_9dc5;
  for (let index = 0; index < text.length; index++) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x0100_0193);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85eb_ca6b);
  return hash ^ (hash >>> 13);
}

function normalised(vector: Float32Array): Float32Array {
  const length = Math.hypot(...vector);
  return length === 0 ? vector : vector.map((value) => value / length);
}
