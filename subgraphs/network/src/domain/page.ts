import type * as serviceKit from '@waris/service-kit';
import { z } from 'zod';

/** A row's place in a list: its sort key, and its id where keys repeat. */
export type Place = { readonly key: string; readonly id: string };

export type PageRequest = serviceKit.PageRequest<Place>;

export type Page<Row> = serviceKit.Page<Row>;

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

/** A row as every list can place it. */
export type Listed = { readonly id: string } & (
  { readonly code: string } | { readonly serialNumber: string }
);

/** Rows are listed by code or serial number; PostgreSQL takes no NUL in either. */
export const registerOrder: serviceKit.ListOrder<Listed, Place> = {
  keyOf: (row) => ({ key: 'code' in row ? row.code : row.serialNumber, id: row.id }),
  keySchema: z.object({
    key: z
      .string()
      .max(500)
      .refine((key) => !key.includes('\0')),
    id: z.guid(),
  }),
};
