import { badUserInput } from '@waris/service-kit';
import type { PageRequest } from '../domain/page.ts';
import { isUuid } from '../domain/uuid.ts';

const maxFirst = 200;

export type Page<Node> = {
  readonly nodes: readonly Node[];
  readonly edges: readonly { readonly node: Node; readonly cursor: string }[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
};

/** How the key of an item is written into a cursor and read back; null when it is no cursor. */
export type CursorOf<Key> = {
  write(key: Key): string;
  read(text: string): Key | null;
};

export type PageArguments = {
  readonly first?: number | null | undefined;
  readonly after?: string | null | undefined;
};

/** Throws BAD_USER_INPUT unless `first` is 1 to 200 and `after` is a cursor of this list. */
export function parsePage<Key>(
  { first, after }: PageArguments,
  cursor: CursorOf<Key>,
): PageRequest<Key> {
  if (typeof first !== 'number' || first < 1 || first > maxFirst) {
    throw badUserInput(`\`first\` is 1 to ${maxFirst}.`);
  }
  if (after === undefined || after === null) return { first, after: null };
  const key = cursor.read(Buffer.from(after, 'base64url').toString());
  if (key === null) throw badUserInput('`after` is not a cursor of this list.');
  return { first, after: key };
}

/** `items` are one more than the page when there are more. */
export function pageOf<Node, Key>(
  items: readonly Node[],
  page: PageRequest<Key>,
  keyOf: (node: Node) => Key,
  cursor: CursorOf<Key>,
): Page<Node> {
  const nodes = items.slice(0, page.first);
  const edges = nodes.map((node) => ({
    node,
    cursor: Buffer.from(cursor.write(keyOf(node))).toString('base64url'),
  }));
  const endCursor = edges.at(-1)?.cursor ?? null;
  return { nodes, edges, pageInfo: { hasNextPage: items.length > page.first, endCursor } };
}

/** For lists in the order of their ids. */
export const uuidCursor: CursorOf<string> = {
  write: (id) => id,
  read: (text) => (isUuid(text) ? text : null),
};
