import { areaScopeParameters, type AreaScope } from '@waris/service-kit';
import { query, type Pool } from '@waris/database';
import { filterNames, type Filters, type Page, type PageRequest } from '../domain/page.ts';

/** How one kind of row is listed: always within the caller's area, ordered by key, then id. */
export type Listing = {
  readonly columns: string;
  readonly from: string;
  readonly key: string;
  /** Name of the key among the columns. */
  readonly keyName: 'code' | 'serialNumber';
  readonly id: string;
  /** Condition over the four scope parameters, which are `$1` to `$4`. */
  readonly inArea: string;
  /** The conditions it can be narrowed by, each over one parameter. */
  readonly filters: { readonly [Name in keyof Filters]?: (parameter: string) => string };
};

/** Text is looked for as it is: no character in it means "any". */
export const contains = (expression: string) => (parameter: string) =>
  `strpos(lower(${expression}), lower(${parameter}::text)) > 0`;

export const equals = (column: string) => (parameter: string) => `${column} = ${parameter}`;

type Built = { readonly conditions: readonly string[]; readonly values: readonly unknown[] };

function build(listing: Listing, scope: AreaScope, page: PageRequest, filters: Filters): Built {
  const used = filterNames.flatMap((name) => {
    const sql = listing.filters[name];
    const value = filters[name] ?? null;
    return sql === undefined || value === null ? [] : [{ sql, value }];
  });
  const values = [
    ...areaScopeParameters(scope),
    page.after?.key ?? null,
    page.after?.id ?? null,
    // One more than asked for tells whether there is a next page.
    page.first + 1,
    ...used.map(({ value }) => (typeof value === 'string' ? storable(value) : value)),
  ];
  const conditions = [
    listing.inArea,
    `($5::text is null or (${listing.key}, ${listing.id}) > ($5::text, $6::uuid))`,
    ...used.map(({ sql }, index) => sql(`$${8 + index}`)),
  ];
  return { conditions, values };
}

const orderAndLimit = ({ key, id }: Listing) => `order by ${key}, ${id} limit $7`;

export async function readPage<Row extends object>(
  pool: Pool,
  listing: Listing,
  scope: AreaScope,
  page: PageRequest,
  filters: Filters = {},
): Promise<Page<Row>> {
  const { conditions, values } = build(listing, scope, page, filters);
  const { rows } = await query<Row>(
    pool,
    `select ${listing.columns} from ${listing.from}
     where ${conditions.join(' and ')} ${orderAndLimit(listing)}`,
    [...values],
  );
  return cut(rows, page);
}

/** The same page of every parent's list, in one statement; in the order of `parentIds`. */
export async function readChildPages<Row extends object>(
  pool: Pool,
  listing: Listing,
  scope: AreaScope,
  children: {
    readonly parentIds: readonly string[];
    /** Conditions over `parent.id`, of which a parent's row fulfils exactly one. */
    readonly ofParent: readonly string[];
    readonly page: PageRequest;
    readonly filters?: Filters | undefined;
  },
): Promise<readonly Page<Row>[]> {
  const { parentIds, ofParent, page, filters = {} } = children;
  const { conditions, values } = build(listing, scope, page, filters);
  // Each condition by itself can be read in the order of its index, which "or" could not.
  const candidates = ofParent.map(
    (condition) =>
      `(select ${listing.columns} from ${listing.from}
        where ${[condition, ...conditions].join(' and ')} ${orderAndLimit(listing)})`,
  );
  const { rows } = await query<Row & { parentId: string }>(
    pool,
    `select parent.id as "parentId", child.*
     from unnest($${values.length + 1}::uuid[]) with ordinality as parent (id, parent_place)
     cross join lateral (
       select candidate.* from (${candidates.join(' union all ')}) as candidate
       order by "${listing.keyName}", id limit $7
     ) as child
     order by parent.parent_place, child."${listing.keyName}", child.id`,
    [...values, parentIds],
  );
  const byParent = Map.groupBy(rows, ({ parentId }) => parentId);
  return parentIds.map((id) => cut<Row>(byParent.get(id) ?? [], page));
}

function cut<Row>(rows: readonly Row[], page: PageRequest): Page<Row> {
  return { rows: rows.slice(0, page.first), hasNextPage: rows.length > page.first };
}

const uuidPattern = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i;

const isUuid = (text: string): boolean => uuidPattern.test(text);

/** PostgreSQL refuses NUL in a text; what holds one matches nothing. */
const storable = (text: string) => text.replaceAll('\0', '\uFFFD');

/** Rows by id, in the order asked for; null where none is in the area. */
export async function readByIds<Row extends { readonly id: string }>(
  pool: Pool,
  listing: Listing,
  scope: AreaScope,
  ids: readonly string[],
): Promise<readonly (Row | null)[]> {
  // An id that is none names nothing; it must not spoil the others of its batch.
  const { rows } = await query<Row>(
    pool,
    `select ${listing.columns} from ${listing.from}
     where ${listing.id} = any($5::uuid[]) and ${listing.inArea}`,
    [...areaScopeParameters(scope), ids.filter(isUuid)],
  );
  const found = new Map(rows.map((row) => [row.id, row]));
  return ids.map((id) => found.get(id.toLowerCase()) ?? null);
}

/** The row with this code or serial number, which is unique; null when none is in the area. */
export async function readByKey<Row extends object>(
  pool: Pool,
  listing: Listing,
  scope: AreaScope,
  key: string,
): Promise<Row | null> {
  const { rows } = await query<Row>(
    pool,
    `select ${listing.columns} from ${listing.from}
     where ${listing.key} = $5 and ${listing.inArea} limit 1`,
    [...areaScopeParameters(scope), storable(key)],
  );
  return rows[0] ?? null;
}
