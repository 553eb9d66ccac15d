import type { z } from 'zod';
import { badUserInput } from '../errors.ts';
import { decodeCursor, encodeCursor } from './cursor.ts';

const defaultFirst = 50;
const mostFirst = 200;

/** The arguments of every list in the graph. */
export type PageArguments = {
  readonly first?: number | null | undefined;
  readonly after?: string | null | undefined;
};

/** `first` rows behind the row that has the key `after`. */
export type PageRequest<Key> = { readonly first: number; readonly after: Key | null };

export type Page<Row> = { readonly rows: readonly Row[]; readonly hasNextPage: boolean };

/** The order of a list: the key that tells any two rows apart, and how it is read from a cursor. */
export type ListOrder<Row, Key> = {
  readonly keyOf: (row: Row) => Key;
  readonly keySchema: z.ZodType<Key>;
};

export type Connection<Row> = {
  nodes: Row[];
  edges: { node: Row; cursor: string }[];
  pageInfo: { hasNextPage: boolean; endCursor: string | null };
};

/** Throws BAD_USER_INPUT unless `first` is 1 to `most`. */
export function requireFirst(first: number, most = mostFirst): void {
  if (!(first >= 1 && first <= most)) {
    throw badUserInput(`\`first\` must be between 1 and ${most}.`);
  }
}

/** Throws BAD_USER_INPUT unless `first` is 1 to 200 and `after` is a cursor of this list. */
export function parsePageRequest<Key>(
  { first, after }: PageArguments,
  { keySchema }: { readonly keySchema: z.ZodType<Key> },
): PageRequest<Key> {
  const size = first ?? defaultFirst;
  requireFirst(size);
  if (after === undefined || after === null) return { first: size, after: null };
  const key = decodeCursor(after, keySchema);
  if (key === null) throw badUserInput('`after` is not a cursor of this list.');
  return { first: size, after: key };
}

/** Of rows read one beyond the page: that one only tells that there are more. */
export function cutPage<Row>(
  rows: readonly Row[],
  { first }: { readonly first: number },
): Page<Row> {
  return { rows: rows.slice(0, first), hasNextPage: rows.length > first };
}

/** A page in the form of the graph. */
export function toConnection<Row, Key>(
  { rows, hasNextPage }: Page<Row>,
  { keyOf }: { readonly keyOf: (row: Row) => Key },
): Connection<Row> {
  const edges = rows.map((node) => ({ node, cursor: encodeCursor(keyOf(node)) }));
  const endCursor = edges.at(-1)?.cursor ?? null;
  return { nodes: [...rows], edges, pageInfo: { hasNextPage, endCursor } };
}
