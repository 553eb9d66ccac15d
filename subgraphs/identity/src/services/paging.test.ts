import { randomUUID } from 'node:crypto';
import type { PageRequest } from '../domain/page.ts';
import { pageOf, parsePage, uuidCursor, type Page } from './paging.ts';

const items = Array.from({ length: 5 }, () => randomUUID()).toSorted();

/** What a store would answer: one more than the page, when there are more. */
const itemsBehind = (page: { first: number; after: string | null }) =>
  items.filter((id) => page.after === null || id > page.after).slice(0, page.first + 1);

describe('a page', () => {
  it('leads to the next until all items were seen once', () => {
    const seen: string[] = [];
    let after: string | null = null;
    let more = true;
    while (more) {
      const request: PageRequest<string> = parsePage({ first: 2, after }, uuidCursor);
      const page: Page<string> = pageOf(itemsBehind(request), request, (id) => id, uuidCursor);
      seen.push(...page.nodes);
      after = page.pageInfo.endCursor;
      more = page.pageInfo.hasNextPage;
    }
    expect(seen).toEqual(items);
  });

  it('has no end when it is empty', () => {
    const request = parsePage({ first: 2 }, uuidCursor);
    const { pageInfo } = pageOf([], request, (id: string) => id, uuidCursor);
    expect(pageInfo).toEqual({ hasNextPage: false, endCursor: null });
  });

  it.each([0, -1, 201, 1e9, null, undefined])('is not %p items long', (first) => {
    expect(() => parsePage({ first }, uuidCursor)).toThrow('`first` is 1 to 200.');
  });

  it('begins at a cursor of the same list only', () => {
    expect(() => parsePage({ first: 1, after: 'nonsense' }, uuidCursor)).toThrow('`after`');
  });
});
