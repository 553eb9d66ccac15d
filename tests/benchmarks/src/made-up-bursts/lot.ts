/** Draws that come out the same for the same seed. */
export type Lot = {
  /** Evenly between two numbers. */
  between(from: number, to: number): number;
  /** Evenly between the logarithms of two positive numbers. */
  logBetween(from: number, to: number): number;
  /** Whole, from 0 up to and without `count`. */
  index(count: number): number;
  /** Standard normal. */
  normal(): number;
};

export function lotOf(seed: number): Lot {
  let state = Math.imul(seed + 1, 0x9e3779b1) >>> 0;
  const uniform = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  return {
    between: (from, to) => from + (to - from) * uniform(),
    logBetween: (from, to) => from * (to / from) ** uniform(),
    index: (count) => Math.floor(count * uniform()),
    normal: () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform()),
  };
}
