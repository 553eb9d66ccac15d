import { ndcgAt10 } from './retrieval-score.ts';

const relevant = new Map([
  ['a', 1],
  ['b', 1],
]);

describe('ndcgAt10', () => {
  it('is 1 for the best order and 0 when nothing relevant is among the first ten', () => {
    expect(ndcgAt10(['b', 'a', 'x'], relevant)).toBe(1);
    expect(ndcgAt10(['x', 'y'], relevant)).toBe(0);
    expect(ndcgAt10([...Array.from({ length: 10 }, String), 'a'], relevant)).toBe(0);
  });

  it('discounts by the logarithm of the rank', () => {
    expect(ndcgAt10(['x', 'a'], new Map([['a', 1]]))).toBeCloseTo(1 / Math.log2(3), 12);
  });

  it('is unknown without judgements', () => {
    expect(ndcgAt10(['a'], new Map())).toBeNull();
  });
});
