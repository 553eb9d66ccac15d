/** A stream of pseudo-random numbers; the same seed and label give the same stream. */
export interface Random {
  /** From 0 up to, but without, 1. */
  next(): number;
  between(least: number, most: number): number;
  integer(least: number, most: number): number;
  /** Standard normal. */
  normal(): number;
  pick<Item>(items: readonly [Item, ...Item[]]): Item;
}

/**
 * SplitMix32 (Steele, Lea and Flood 2014). Each subject takes a stream of its own, so that a new
 * subject leaves the numbers of the others as they are.
 */
export function createRandom(seed: number, label: string): Random {
  let state = hash(`${seed}/${label}`);
  const next = (): number => {
    state = (state + 0x9e3779b9) | 0;
    let mixed = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    return ((mixed ^ (mixed >>> 15)) >>> 0) / 2 ** 32;
  };
  const integer = (least: number, most: number): number =>
    least + Math.floor(next() * (most - least + 1));
  return {
    next,
    between: (least, most) => least + next() * (most - least),
    integer,
    normal: () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next()),
    pick: (items) => items[integer(0, items.length - 1)] ?? items[0],
  };
}

// FNV-1a.
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (const character of text) {
    value = Math.imul(value ^ (character.codePointAt(0) ?? 0), 0x01000193);
  }
  return value;
}
