import { parsePageRequest, toConnection } from '@waris/service-kit';
import fc from 'fast-check';
import { registerOrder } from './page.ts';

const cursorBehind = (row: Parameters<typeof registerOrder.keyOf>[0]) =>
  toConnection({ rows: [row], hasNextPage: true }, registerOrder).pageInfo.endCursor;

describe('the order of the register', () => {
  it('goes on behind any code or serial number', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 100 }), fc.uuid(), (text, id) => {
        const key = text.replaceAll('\0', '');
        for (const row of [
          { id, code: key },
          { id, serialNumber: key },
        ]) {
          const { after } = parsePageRequest({ after: cursorBehind(row) }, registerOrder);
          expect(after).toEqual({ key, id });
        }
      }),
    );
  });

  it('knows no row that PostgreSQL cannot be asked about', () => {
    const after = cursorBehind({ id: '018f0000-0000-7000-8000-000000000000', code: 'A\0' });
    expect(() => parsePageRequest({ after }, registerOrder)).toThrow('not a cursor');
  });
});
