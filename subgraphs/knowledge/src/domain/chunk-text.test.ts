import fc from 'fast-check';
import { chunkText } from './chunk-text.ts';
import { normaliseText } from './normalise-text.ts';

const thaiSentence = 'อัตราการไหลต่ำสุดในเวลากลางคืนที่สูงผิดปกติมักเกิดจากท่อรั่วใต้ดินที่ยังไม่พบและต้องค้นหา ';
const englishSentence = 'A leak that runs at night shows in the minimum night flow. ';

const fragments = [
  thaiSentence,
  englishSentence,
  thaiSentence.trim(),
  '\n',
  '\n\n',
  '# Heading\n',
  '\n## หัวข้อย่อย\n',
  '```\ncode\n```\n',
  '👩‍👩‍👧‍👦',
  'e\u0301\u0301',
  'ที่\u0E48\u0E48',
  'x'.repeat(1_500),
  ' ',
];

const texts = fc
  .array(fc.constantFrom(...fragments), { maxLength: 60 })
  .map((parts) => normaliseText(parts.join('')));

const words = new Intl.Segmenter('th', { granularity: 'word' });
const graphemes = new Intl.Segmenter('th', { granularity: 'grapheme' });

/** Offsets at which a segment starts, each line segmented for itself. */
function startsOf(segmenter: Intl.Segmenter, text: string): Set<number> {
  const starts = new Set([0, text.length]);
  let offset = 0;
  for (const line of text.split('\n')) {
    for (const { index } of segmenter.segment(line)) starts.add(offset + index);
    starts.add(offset + line.length);
    offset += line.length + 1;
  }
  return starts;
}

describe('chunkText', () => {
  it('gives passages that are slices of the text, in order, none longer than 1,200', () => {
    fc.assert(
      fc.property(texts, (text) => {
        let previousStart = -1;
        for (const [index, passage] of chunkText(text, 'text/markdown').entries()) {
          expect(passage.ordinal).toBe(index);
          expect(text.slice(passage.startOffset, passage.endOffset)).toBe(passage.text);
          expect(passage.text.trim()).toBe(passage.text);
          expect(passage.text.length).toBeGreaterThan(0);
          expect(passage.text.length).toBeLessThanOrEqual(1_200);
          expect(passage.startOffset).toBeGreaterThan(previousStart);
          previousStart = passage.startOffset;
        }
      }),
    );
  });

  it('leaves out nothing but white space', () => {
    fc.assert(
      fc.property(texts, (text) => {
        let covered = 0;
        for (const passage of chunkText(text, 'text/markdown')) {
          expect(text.slice(covered, Math.max(covered, passage.startOffset)).trim()).toBe('');
          covered = Math.max(covered, passage.endOffset);
        }
        expect(text.slice(covered).trim()).toBe('');
      }),
    );
  });

  it('never cuts inside a grapheme, nor inside a word that fits', () => {
    fc.assert(
      fc.property(texts, (text) => {
        const graphemeStarts = startsOf(graphemes, text);
        const wordStarts = startsOf(words, text);
        for (const { startOffset, endOffset } of chunkText(text, 'text/markdown')) {
          expect(graphemeStarts.has(startOffset) && graphemeStarts.has(endOffset)).toBe(true);
          const insideLongWord = (offset: number) =>
            text.slice(offset - 200, offset + 1).includes('x');
          if (!insideLongWord(startOffset)) expect(wordStarts.has(startOffset)).toBe(true);
          if (!insideLongWord(endOffset)) expect(wordStarts.has(endOffset)).toBe(true);
        }
      }),
    );
  });

  it('cuts a long Thai text without spaces into passages of 800 to 1,200 characters', () => {
    const passages = chunkText(thaiSentence.trim().repeat(60), 'text/plain');
    expect(passages.length).toBeGreaterThan(3);
    for (const passage of passages.slice(0, -1)) {
      expect(passage.text.length).toBeGreaterThanOrEqual(800);
    }
  });

  it('repeats the last sentence of a passage at the start of the next', () => {
    const text = Array.from({ length: 60 }, (_, index) => `Sentence number ${index} ends.`).join(
      ' ',
    );
    const [first, second] = chunkText(text, 'text/plain');
    expect(second?.startOffset).toBeLessThan(first?.endOffset ?? 0);
    expect(second?.text).toMatch(/^Sentence number/);
  });

  it('puts a heading without a text of its own before the section that follows it', () => {
    expect(chunkText('# A\n\n## B\n\ntext\n', 'text/markdown')).toEqual([
      { ordinal: 0, text: '# A\n\n## B\n\ntext', startOffset: 0, endOffset: 15, heading: 'A › B' },
    ]);
  });

  it('cuts 5 MB within seconds', () => {
    const started = performance.now();
    const passages = chunkText(thaiSentence.repeat(18_000), 'text/markdown');
    expect(passages.length).toBeGreaterThan(1_000);
    expect(performance.now() - started).toBeLessThan(20_000);
  });
});
