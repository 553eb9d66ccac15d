import fc from 'fast-check';
import { encodeCursor, maxPageSize, parsePageRequest } from './page.ts';

describe('a page request', () => {
  it('asks for 50 rows from the start unless it says otherwise', () => {
    expect(parsePageRequest({})).toEqual({ first: 50, after: null });
    expect(parsePageRequest({ first: null, after: null })).toEqual({ first: 50, after: null });
    expect(parsePageRequest({ first: maxPageSize })).toEqual({ first: maxPageSize, after: null });
  });

  it.each([0, -1, maxPageSize + 1, 1_000_000])('of %d rows is refused', (first) => {
    expect(() => parsePageRequest({ first })).toThrow(`"first" is ${first}`);
  });

  it('goes on behind any cursor that a page gave', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 100 }), fc.uuid(), (text, id) => {
        const place = { key: text.replaceAll('\0', ''), id };
        expect(parsePageRequest({ after: encodeCursor(place) }).after).toEqual(place);
      }),
    );
  });

  it('refuses what is no cursor', () => {
    fc.assert(
      fc.property(fc.string(), (after) => {
        expect(() => parsePageRequest({ after })).toThrow('is not a cursor of this list');
      }),
    );
  });
});
