import { badUserInput } from '@waris/service-kit';
import { z } from 'zod';

export const maxPageSize = 200;
const defaultPageSize = 50;

/** A row's place in a list: its sort key, and its id where keys repeat. */
export type Place = { readonly key: string; readonly id: string };

export type PageRequest = { readonly first: number; readonly after: Place | null };

export type Page<Row> = { readonly rows: readonly Row[]; readonly hasNextPage: boolean };

export const filterNames = [
  'active',
  'branchCode',
  'dmaCode',
  'kind',
  'material',
  'regionCode',
  'search',
  'state',
] as const;

/** What a list is narrowed to, by name; null and undefined narrow nothing. */
export type Filters = {
  readonly [Name in (typeof filterNames)[number]]?: string | boolean | null | undefined;
};

export type PageArguments = {
  readonly first?: number | null | undefined;
  readonly after?: string | null | undefined;
};

const placeSchema = z.tuple([z.string().max(500), z.uuid()]);

/** Throws BAD_USER_INPUT when `first` is out of range or `after` is no cursor of ours. */
export function parsePageRequest({ first, after }: PageArguments): PageRequest {
  const size = first ?? defaultPageSize;
  if (size < 1 || size > maxPageSize) {
    throw badUserInput(`"first" is ${size}; it must lie between 1 and ${maxPageSize}.`);
  }
  return { first: size, after: after == null ? null : decodeCursor(after) };
}

export function encodeCursor({ key, id }: Place): string {
  return Buffer.from(JSON.stringify([key, id])).toString('base64url');
}

function decodeCursor(cursor: string): Place {
  const refusal = badUserInput('"after" is not a cursor of this list.');
  try {
    const parsed = placeSchema.safeParse(JSON.parse(Buffer.from(cursor, 'base64url').toString()));
    if (!parsed.success || parsed.data[0].includes('\0')) throw refusal;
    return { key: parsed.data[0], id: parsed.data[1] };
  } catch {
    throw refusal;
  }
}
