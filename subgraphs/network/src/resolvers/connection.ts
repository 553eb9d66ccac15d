import {
  parsePageRequest,
  toConnection as toConnectionInOrder,
  type Connection,
  type Page,
  type PageArguments,
} from '@waris/service-kit';
import { registerOrder, type Filters, type Listed } from '../domain/page.ts';
import type { ChildList } from '../loaders.ts';

/** A page in the form of the graph. */
export function toConnection<Row extends Listed>(page: Page<Row>): Connection<Row> {
  return toConnectionInOrder(page, registerOrder);
}

export function toChildList({ first, after, ...filters }: PageArguments & Filters): ChildList {
  return { page: parsePageRequest({ first, after }, registerOrder), filters };
}
