import fc from 'fast-check';
import { normaliseText } from './normalise-text.ts';

const pieces = [
  'น',
  '\u0E4D',
  '\u0E32',
  '\u0E49',
  '\u0E33',
  'e',
  '\u0301',
  '\r\n',
  '\r',
  ' ',
  '\uFEFF',
];

describe('normaliseText', () => {
  it.each([
    ['นํา', 'นำ'],
    ['นํ้า', 'น้ำ'],
    ['น้ํา', 'น้ำ'],
    ['น้ำ', 'น้ำ'],
    ['cafe\u0301', 'café'],
    ['\u0301\u0E4D\u0E49\u0E32', '\u0E49\u0301\u0E33'],
    ['\uFEFFa\r\nb\rc', 'a\nb\nc'],
  ])('writes %j as %j', (text, expected) => {
    expect(normaliseText(text)).toBe(expected);
  });

  it('changes nothing the second time', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...pieces)), (parts) => {
        const once = normaliseText(parts.join(''));
        expect(normaliseText(once)).toBe(once);
      }),
      { numRuns: 2000 },
    );
  });
});
