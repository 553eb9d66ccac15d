import fc from 'fast-check';
import { z } from 'zod';
import { instantInCursor } from './cursor.ts';
import {
  cutPage,
  parsePageRequest,
  toConnection,
  type Connection,
  type ListOrder,
  type Page,
} from './paging.ts';

type Row = { readonly at: Date; readonly code: string; readonly note: string };
type Key = Pick<Row, 'at' | 'code'>;

const order: ListOrder<Row, Key> = {
  keyOf: ({ at, code }) => ({ at, code }),
  keySchema: z.object({ at: instantInCursor, code: z.string() }),
};

const anyRow = fc.record({
  at: fc.date({ noInvalidDate: true, min: new Date(0), max: new Date('2100-01-01') }),
  code: fc.string({ unit: 'grapheme' }),
  note: fc.string(),
});

const isBehind = (row: Key, after: Key | null) =>
  after === null ||
  row.at > after.at ||
  (row.at.getTime() === after.at.getTime() && row.code > after.code);

/** What a store answers: one more than the page, when there are more. */
function readPage(rows: readonly Row[], after: string | null, first: number): Page<Row> {
  const request = parsePageRequest({ first, after }, order);
  const behind = rows.filter((row) => isBehind(row, request.after));
  return cutPage(behind.slice(0, first + 1), request);
}

const inOrder = (rows: readonly Row[]) => rows.toSorted((a, b) => (isBehind(a, b) ? 1 : -1));

describe('a list in pages', () => {
  it('shows every row once and in order, however large its pages are', () => {
    const rows = fc.uniqueArray(anyRow, { selector: ({ at, code }) => `${at.getTime()} ${code}` });
    fc.assert(
      fc.property(rows, fc.integer({ min: 1, max: 5 }), (unordered, first) => {
        const all = inOrder(unordered);
        const seen: Row[] = [];
        let after: string | null = null;
        let more = true;
        while (more) {
          const page: Connection<Row> = toConnection(readPage(all, after, first), order);
          const { nodes, edges, pageInfo } = page;
          expect(edges.map(({ node }) => node)).toEqual(nodes);
          expect(pageInfo.endCursor).toBe(edges.at(-1)?.cursor ?? null);
          seen.push(...nodes);
          after = pageInfo.endCursor;
          more = pageInfo.hasNextPage;
        }
        expect(seen).toEqual(all);
      }),
    );
  });

  it('has no end when it is empty', () => {
    expect(toConnection({ rows: [], hasNextPage: false }, order)).toEqual({
      nodes: [],
      edges: [],
      pageInfo: { hasNextPage: false, endCursor: null },
    });
  });
});

describe('a page request', () => {
  it('asks for 50 rows from the start unless it says otherwise', () => {
    expect(parsePageRequest({}, order)).toEqual({ first: 50, after: null });
    expect(parsePageRequest({ first: null, after: null }, order).first).toBe(50);
    expect(parsePageRequest({ first: 200 }, order)).toEqual({ first: 200, after: null });
  });

  it.each([0, -1, 201, 1e9, Number.NaN])('for %d rows is refused', (first) => {
    expect(() => parsePageRequest({ first }, order)).toThrow('`first` must be between 1 and 200.');
  });

  it('refuses what is no cursor', () => {
    fc.assert(
      fc.property(fc.string(), (after) => {
        expect(() => parsePageRequest({ after }, order)).toThrow('not a cursor of this list');
      }),
    );
  });

  it('refuses the cursor of another list', () => {
    const { pageInfo } = toConnection(
      { rows: ['a'], hasNextPage: true },
      { keyOf: (text: string) => text },
    );
    const refusal = expect.objectContaining({ code: 'BAD_USER_INPUT' });
    expect(() => parsePageRequest({ after: pageInfo.endCursor }, order)).toThrow(refusal);
  });
});
