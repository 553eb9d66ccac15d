import type { PassageKey } from './document.ts';

export type Ranked = PassageKey & { readonly score: number };

export type Fused = PassageKey & { readonly scoreRatio: number };

/**
 * BM25 is the stronger leg on Thai and English question sets; the hashed vectors add what
 * misspelling and inflection hide. At equal weight the weak leg lowers the strong one.
 */
const lexicalWeight = 0.9;

/**
 * One ranking from two. Each leg's scores are taken relative to its best one, so the result
 * lies between 0 and 1. A leg that did not answer is left out rather than counted as zero.
 */
export function fuseRankings(
  lexical: readonly Ranked[] | null,
  semantic: readonly Ranked[] | null,
): readonly Fused[] {
  const fused = new Map<string, Fused>();
  const add = (leg: readonly Ranked[] | null, weight: number) => {
    const best = leg?.[0]?.score ?? 0;
    for (const { documentId, ordinal, score } of leg ?? []) {
      if (score <= 0 || best <= 0) continue;
      const key = `${documentId} ${ordinal}`;
      const before = fused.get(key)?.scoreRatio ?? 0;
      fused.set(key, { documentId, ordinal, scoreRatio: before + weight * (score / best) });
    }
  };
  const both = lexical !== null && semantic !== null;
  add(lexical, both ? lexicalWeight : 1);
  add(semantic, both ? 1 - lexicalWeight : 1);
  return [...fused.values()].toSorted(byScoreThenPlace);
}

function byScoreThenPlace(a: Fused, b: Fused): number {
  return (
    b.scoreRatio - a.scoreRatio ||
    (a.documentId < b.documentId ? -1 : a.documentId > b.documentId ? 1 : a.ordinal - b.ordinal)
  );
}
