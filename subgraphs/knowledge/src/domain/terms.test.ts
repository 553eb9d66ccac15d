import { countTerms, termsOf } from './terms.ts';

describe('termsOf', () => {
  it('stems English and folds case', () => {
    expect(termsOf('Leaking LEAKS leaked')).toEqual(['leak', 'leak', 'leak']);
  });

  it('takes Thai words and pairs of neighbours', () => {
    expect(termsOf('น้ำไหล')).toEqual(['น้ำ', 'ไหล', 'น้ำ+ไหล']);
  });

  it('makes no pair across a space', () => {
    expect(termsOf('ท่อ น้ำ')).toEqual(['ท่อ', 'น้ำ']);
  });

  it('keeps codes whole beside their parts', () => {
    expect(termsOf('DMA-12')).toEqual(expect.arrayContaining(['dma', '12', 'dma-12']));
    expect(termsOf('DMA-13')).not.toContain('dma-12');
    expect(termsOf('PRV_3')).toContain('prv-3');
  });

  it('finds sara am however it was typed', () => {
    expect(termsOf('น\u0E4D\u0E32')).toEqual(termsOf('น\u0E33'));
  });

  it('finds nothing in symbols', () => {
    expect(termsOf('?! … — 💧')).toEqual([]);
  });
});

describe('countTerms', () => {
  it('counts each term', () => {
    expect([...countTerms(['a', 'b', 'a'])]).toEqual([
      ['a', 2],
      ['b', 1],
    ]);
  });
});
