import fc from 'fast-check';
import type { TestServer } from '../test-server.ts';
import { startTestServer } from '../test-server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.dispose());

type Scalar = number | string | boolean | null;
type Value = Scalar | readonly Scalar[];
type Row = Readonly<Record<string, Value>>;
type Filter = Readonly<Record<string, unknown>>;

const fields = ['a', 'b', 'c'] as const;
const field = fc.constantFrom(...fields);
const scalar: fc.Arbitrary<Scalar> = fc.oneof(
  fc.integer({ min: 0, max: 3 }),
  fc.constantFrom(0.5, 1.5, '', 'x', 'ย', true, false, null),
);
const value: fc.Arbitrary<Value> = fc.oneof(
  { weight: 4, arbitrary: scalar },
  { weight: 1, arbitrary: fc.array(scalar, { maxLength: 3 }) },
);
const row: fc.Arbitrary<Row> = fc.record({ a: value, b: value, c: value }, { requiredKeys: [] });

const orders = ['$gt', '$gte', '$lt', '$lte'] as const;
type Order = (typeof orders)[number];

const condition: fc.Arbitrary<Filter> = fc.oneof(
  fc.record({ $eq: scalar }),
  fc.record({ $ne: scalar }),
  fc.tuple(fc.constantFrom(...orders), scalar).map(([name, operand]) => ({ [name]: operand })),
  fc.record({ $in: fc.array(scalar, { maxLength: 3 }) }),
  fc.record({ $nin: fc.array(scalar, { maxLength: 3 }) }),
  fc.record({ $exists: fc.boolean() }),
  fc.record({ $not: fc.record({ $gt: scalar }) }),
);

const { filter } = fc.letrec<{ filter: Filter }>((tie) => ({
  filter: fc.oneof(
    { depthSize: 'small' },
    fc.tuple(field, condition).map(([name, operand]) => ({ [name]: operand })),
    fc
      .tuple(
        fc.constantFrom('$and', '$or', '$nor'),
        fc.array(tie('filter'), { minLength: 1, maxLength: 3 }),
      )
      .map(([name, clauses]) => ({ [name]: clauses })),
  ),
}));

const sort = fc
  .tuple(
    field,
    fc.constantFrom(1 as const, -1 as const),
    field,
    fc.constantFrom(1 as const, -1 as const),
  )
  .map(([first, up, second, other]): Record<string, 1 | -1> => ({
    [first]: up,
    ...(second === first ? {} : { [second]: other }),
  }));

// ---- the model: MongoDB's rules for these few types, said as plainly as possible ----

const rank = (item: Value | undefined): number => {
  if (item === undefined) return 0;
  if (item === null) return 1;
  if (typeof item === 'number') return 2;
  if (typeof item === 'string') return 3;
  return Array.isArray(item) ? 4 : 5;
};

function order(x: Value | undefined, y: Value | undefined): number {
  if (rank(x) !== rank(y)) return rank(x) - rank(y);
  if (x === y || x === undefined || x === null || y === undefined || y === null) return 0;
  return x < y ? -1 : 1;
}

const seen = (item: Value | undefined): readonly (Value | undefined)[] =>
  Array.isArray(item) ? [...(item as readonly Scalar[]), item] : [item];

const accepts: Readonly<Record<Order, (order: number) => boolean>> = {
  $gt: (sign) => sign > 0,
  $gte: (sign) => sign >= 0,
  $lt: (sign) => sign < 0,
  $lte: (sign) => sign <= 0,
};

const equals = (item: Value | undefined, operand: Scalar): boolean =>
  seen(item).some((one) => order(one ?? (Array.isArray(one) ? one : null), operand) === 0);

function holds(item: Value | undefined, name: string, operand: unknown): boolean {
  switch (name) {
    case '$eq':
      return equals(item, operand as Scalar);
    case '$ne':
      return !equals(item, operand as Scalar);
    case '$in':
      return (operand as Scalar[]).some((one) => equals(item, one));
    case '$nin':
      return !(operand as Scalar[]).some((one) => equals(item, one));
    case '$exists':
      return (item !== undefined) === operand;
    case '$not':
      return !Object.entries(operand as Filter).every(([inner, one]) => holds(item, inner, one));
    default:
      return seen(item).some((one) => {
        const found = one === undefined ? null : one;
        return (
          rank(found) === rank(operand as Scalar) &&
          accepts[name as Order](order(found, operand as Scalar))
        );
      });
  }
}

function modelMatches(document: Row, query: Filter): boolean {
  return Object.entries(query).every(([key, operand]) => {
    const clauses = operand as Filter[];
    if (key === '$and') return clauses.every((clause) => modelMatches(document, clause));
    if (key === '$or') return clauses.some((clause) => modelMatches(document, clause));
    if (key === '$nor') return !clauses.some((clause) => modelMatches(document, clause));
    return Object.entries(operand as Filter).every(([name, one]) =>
      holds(document[key], name, one),
    );
  });
}

/** A list sorts by its least member going up and its greatest going down; an empty one below null. */
function sortValue(item: Value | undefined, direction: 1 | -1): Value | undefined {
  if (!Array.isArray(item)) return item === undefined ? null : item;
  const members = [...(item as readonly Scalar[])].sort((x, y) => order(x, y) * direction);
  return members[0];
}

const isSortable = (document: Row, keys: readonly string[]): boolean =>
  keys.filter((key) => Array.isArray(document[key])).length < 2;

function modelFind(
  rows: readonly (Row & { readonly _id: number })[],
  query: Filter,
  by: Record<string, 1 | -1>,
): number[] {
  return rows
    .filter((document) => modelMatches(document, query))
    .sort((x, y) => {
      for (const [key, direction] of Object.entries(by)) {
        const sign = order(sortValue(x[key], direction), sortValue(y[key], direction)) * direction;
        if (sign !== 0) return sign;
      }
      return x._id - y._id;
    })
    .map(({ _id }) => _id);
}

describe('find', () => {
  it('answers random filters and sorts as the model does, with and without indexes', async () => {
    let made = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(row, { minLength: 1, maxLength: 12 }),
        fc.array(fc.tuple(filter, sort), { minLength: 4, maxLength: 4 }),
        async (rows, queries) => {
          made += 1;
          const collection = server.db.collection(`p${made}`);
          const documents = rows.map((document, _id) => ({ _id, ...document }));
          await collection.insertMany(documents as never[]);
          for (const indexed of [false, true]) {
            if (indexed) await collection.createIndexes([{ key: { a: 1 } }, { key: { b: 1 } }]);
            for (const [query, by] of queries) {
              const keys = Object.keys(by);
              const usable = documents.filter((document) => isSortable(document, keys));
              const wanted = modelFind(usable, query, by);
              const limited = { $and: [query, { _id: { $in: usable.map(({ _id }) => _id) } }] };
              const found = await collection
                .find(limited as never)
                .sort({ ...by, _id: 1 })
                .toArray();
              expect(found.map(({ _id }) => _id as unknown)).toEqual(wanted);
              if (usable.length === documents.length) {
                const plain = await collection
                  .find(query as never)
                  .sort({ ...by, _id: 1 })
                  .toArray();
                expect(plain.map(({ _id }) => _id as unknown)).toEqual(wanted);
              }
            }
          }
        },
      ),
      { numRuns: 80 },
    );
  }, 60_000);
});
