import {
  encodeCursor,
  parsePageRequest,
  type Filters,
  type Page,
  type PageArguments,
} from '../domain/page.ts';
import type { ChildList } from '../loaders.ts';

type Connection<Row> = {
  nodes: Row[];
  edges: { cursor: string; node: Row }[];
  pageInfo: { hasNextPage: boolean; endCursor: string | null };
};

type Listed = { readonly id: string } & (
  { readonly code: string } | { readonly serialNumber: string }
);

/** A page in the form of the graph; rows are listed by code or serial number. */
export function toConnection<Row extends Listed>({
  rows,
  hasNextPage,
}: Page<Row>): Connection<Row> {
  const edges = rows.map((node) => ({
    cursor: encodeCursor({ key: 'code' in node ? node.code : node.serialNumber, id: node.id }),
    node,
  }));
  return {
    nodes: [...rows],
    edges,
    pageInfo: { hasNextPage, endCursor: edges.at(-1)?.cursor ?? null },
  };
}

export function toChildList({ first, after, ...filters }: PageArguments & Filters): ChildList {
  return { page: parsePageRequest({ first, after }), filters };
}
