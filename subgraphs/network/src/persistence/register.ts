import type { Pool } from '@waris/database';
import type { AreaScope } from '@waris/service-kit';
import type { Filters, Page, PageRequest } from '../domain/page.ts';
import type { Branch, Dma, Meter, Pipe, Region } from '../domain/register.ts';
import { readByIds, readByKey, readChildPages, readPage, type Listing } from './listing.ts';
import * as listings from './listings.ts';

/** Reads one kind of row of the register, always within the caller's area. */
export type Reader<Row, Parent extends string = never> = {
  readonly byIds: (scope: AreaScope, ids: readonly string[]) => Promise<readonly (Row | null)[]>;
  /** By the code or serial number that is unique in the utility. */
  readonly byCode: (scope: AreaScope, code: string) => Promise<Row | null>;
  readonly page: (scope: AreaScope, page: PageRequest, filters: Filters) => Promise<Page<Row>>;
  /** One page for each parent, in one statement. */
  readonly pagesOf: (
    parent: Parent,
    scope: AreaScope,
    parentIds: readonly string[],
    page: PageRequest,
    filters?: Filters,
  ) => Promise<readonly Page<Row>[]>;
};

function reader<Row extends { readonly id: string }, Parent extends string = never>(
  pool: Pool,
  listing: Listing,
  parents: Readonly<Record<Parent, readonly string[]>>,
): Reader<Row, Parent> {
  return {
    byIds: (scope, ids) => readByIds(pool, listing, scope, ids),
    byCode: (scope, code) => readByKey(pool, listing, scope, code),
    page: (scope, page, filters) => readPage(pool, listing, scope, page, filters),
    pagesOf: (parent, scope, parentIds, page, filters) =>
      readChildPages(pool, listing, scope, {
        parentIds,
        ofParent: parents[parent],
        page,
        filters,
      }),
  };
}

export type Register = {
  readonly regions: Reader<Region>;
  readonly branches: Reader<Branch, 'region'>;
  readonly dmas: Reader<Dma, 'region' | 'branch'>;
  readonly meters: Reader<Meter, 'branch' | 'dma'>;
  readonly pipes: Reader<Pipe, 'branch' | 'dma'>;
};

export function openRegister(pool: Pool): Register {
  return {
    regions: reader(pool, listings.regions, {}),
    branches: reader(pool, listings.branches, { region: ['b.region_id = parent.id'] }),
    dmas: reader(pool, listings.dmas, {
      region: ['d.region_id = parent.id'],
      branch: ['d.branch_id = parent.id'],
    }),
    meters: reader(pool, listings.meters, {
      branch: ['m.branch_id = parent.id'],
      dma: ['m.dma_id = parent.id', 'm.source_dma_id = parent.id'],
    }),
    pipes: reader(pool, listings.pipes, {
      branch: ['p.branch_id = parent.id'],
      dma: ['p.dma_id = parent.id'],
    }),
  };
}
