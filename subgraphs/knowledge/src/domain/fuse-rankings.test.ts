import { fuseRankings } from './fuse-rankings.ts';

const at = (documentId: string, score: number) => ({ documentId, ordinal: 0, score });

describe('fuseRankings', () => {
  it('lets the lexical leg decide and the semantic leg break ties', () => {
    const lexical = [at('a', 8), at('b', 8), at('c', 1)];
    const semantic = [at('c', 0.9), at('b', 0.5)];
    expect(fuseRankings(lexical, semantic).map((match) => match.documentId)).toEqual([
      'b',
      'a',
      'c',
    ]);
  });

  it('scores 1 for what is best in both legs, and never more', () => {
    expect(fuseRankings([at('a', 3)], [at('a', 0.4)])[0]?.scoreRatio).toBeCloseTo(1);
  });

  it('takes the other leg alone when one did not answer', () => {
    expect(fuseRankings(null, [at('a', 0.4), at('b', 0.2)])).toEqual([
      { documentId: 'a', ordinal: 0, scoreRatio: 1 },
      { documentId: 'b', ordinal: 0, scoreRatio: 0.5 },
    ]);
  });

  it('leaves out what has nothing in common with the query', () => {
    expect(fuseRankings([], [at('a', 0), at('b', -0.1)])).toEqual([]);
  });

  it('orders equal scores the same way every time', () => {
    const legs = [at('b', 1), at('a', 1)];
    expect(fuseRankings(legs, null)).toEqual(fuseRankings(legs.toReversed(), null));
  });
});
