import fc from 'fast-check';
import { embeddingDimension } from './embedder.ts';
import { hashedEmbedder, hashText } from './hashed-embedder.ts';

const cosine = (a: Float32Array, b: Float32Array) =>
  a.reduce((sum, value, index) => sum + value * (b[index] ?? 0), 0);

describe('hashedEmbedder', () => {
  it('gives vectors of 1,536 places and length one or zero, the same every time', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), (text) => {
        const vector = hashText(text);
        expect(vector).toHaveLength(embeddingDimension);
        expect(vector.every(Number.isFinite)).toBe(true);
        expect([0, 1]).toContain(Number(Math.hypot(...vector).toFixed(4)));
        expect(hashText(text)).toEqual(vector);
      }),
      { numRuns: 50 },
    );
  });

  it('gives a vector of zeros to a text without words, or with stop words only', () => {
    for (const text of ['', '?! …', 'This is it.']) {
      expect(hashText(text).every((value) => value === 0)).toBe(true);
    }
  });

  it('finds a misspelt word nearer than another word', () => {
    const query = hashText('presure valv');
    const right = cosine(query, hashText('The pressure valve stands in the pit.'));
    const wrong = cosine(query, hashText('The customer meter stands in the yard.'));
    expect(right).toBeGreaterThan(wrong + 0.1);
  });

  it('answers in the order of the texts', async () => {
    const [a, b] = await hashedEmbedder.embed(['ท่อรั่ว', 'มาตรวัดน้ำ']);
    expect(a).toEqual(hashText('ท่อรั่ว'));
    expect(b).toEqual(hashText('มาตรวัดน้ำ'));
  });

  it('keeps this vector for ever, since stored ones are compared with it', () => {
    const vector = hashText('minimum night flow น้ำ');
    const places = Array.from(vector.entries()).filter(([, value]) => value !== 0);
    expect(places.slice(0, 3).map(([place, value]) => [place, value.toFixed(4)])).toEqual([
      [36, '0.1491'],
      [72, '0.1491'],
      [158, '0.2236'],
    ]);
  });
});
