import type { TestServer } from '../test-server.ts';
import { startTestServer } from '../test-server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
  await server.db.collection('c').insertOne({ a: 1 });
});
afterAll(() => server.dispose());

const find = (filter: object) => ({ find: 'c', filter });
const aggregate = (...pipeline: object[]) => ({ aggregate: 'c', pipeline, cursor: {} });
const project = (x: unknown) => aggregate({ $project: { x } });

const refusals: readonly (readonly [string, object, number, string])[] = [
  ['an unknown command', { frobnicate: 1 }, 59, 'CommandNotFound'],
  ['a command of MongoDB that is not here', { collMod: 'c' }, 115, 'CommandNotSupported'],
  ['an unknown option', { ...find({}), frobnicate: 1 }, 40415, 'Location40415'],
  ['a collation', { ...find({}), collation: { locale: 'th' } }, 238, 'NotImplemented'],
  ['a tailable cursor', { ...find({}), tailable: true }, 238, 'NotImplemented'],
  ['a hint of no index', { ...find({}), hint: 'nothing' }, 2, 'BadValue'],
  ['JavaScript in a query', find({ $where: 'true' }), 238, 'NotImplemented'],
  ['a text search', find({ $text: { $search: 'x' } }), 238, 'NotImplemented'],
  ['an unknown query operator', find({ a: { $frobnicate: 1 } }), 2, 'BadValue'],
  ['an unknown top-level operator', find({ $frobnicate: 1 }), 2, 'BadValue'],
  ['a mixture of operators and fields', find({ a: { $gt: 1, b: 2 } }), 2, 'BadValue'],
  [
    'a regular expression JavaScript has no equal for',
    find({ a: { $regex: '(?>a)' } }),
    51091,
    'Location51091',
  ],
  ['a sort that is no direction', { ...find({}), sort: { a: 2 } }, 15975, 'Location15975'],
  ['a negative limit', { ...find({}), limit: -1 }, 51024, 'Location51024'],
  ['an unknown stage', aggregate({ $frobnicate: {} }), 40324, 'Location40324'],
  ['a stage that is not here', aggregate({ $merge: { into: 'd' } }), 238, 'NotImplemented'],
  ['an unknown expression', project({ $frobnicate: 1 }), 168, 'InvalidPipelineOperator'],
  [
    'JavaScript in an expression',
    project({ $function: { body: '', args: [], lang: 'js' } }),
    238,
    'NotImplemented',
  ],
  [
    'an unknown accumulator',
    aggregate({ $group: { _id: null, x: { $frobnicate: 1 } } }),
    15952,
    'Location15952',
  ],
  ['a division by zero', project({ $divide: [1, 0] }), 2, 'BadValue'],
  ['an aggregation without a cursor', { aggregate: 'c', pipeline: [] }, 9, 'FailedToParse'],
  ['a capped collection', { create: 'd', capped: true, size: 10 }, 238, 'NotImplemented'],
  ['a collection that exists', { create: 'c' }, 48, 'NamespaceExists'],
  [
    'a text index',
    { createIndexes: 'c', indexes: [{ key: { a: 'text' }, name: 'x' }] },
    238,
    'NotImplemented',
  ],
  [
    'an unknown index option',
    { createIndexes: 'c', indexes: [{ key: { a: 1 }, name: 'x', z: 1 }] },
    197,
    'Location197',
  ],
  ['a bad collection name', { find: 'a$b' }, 73, 'InvalidNamespace'],
  [
    'a write concern of several nodes',
    { insert: 'c', documents: [{}], writeConcern: { w: 2 } },
    2,
    'BadValue',
  ],
  [
    'a transaction',
    { ...find({}), startTransaction: true, autocommit: false },
    20,
    'IllegalOperation',
  ],
  ['an empty batch', { insert: 'c', documents: [] }, 16, 'Location16'],
];

describe('what is not supported', () => {
  it.each(refusals)(
    'is refused with MongoDB’s own code: %s',
    async (_what, command, code, codeName) => {
      await expect(server.db.command(command)).rejects.toMatchObject({ code, codeName });
    },
  );

  it('does not cost the connection', async () => {
    expect(await server.db.collection('c').countDocuments()).toBe(1);
  });

  it('includes transactions, which fail with code 20 as on any standalone', async () => {
    const session = server.client.startSession();
    const inside = session.withTransaction(() =>
      server.db.collection('c').insertOne({ b: 1 }, { session }),
    );
    // The driver wraps the answer in words of its own about retryable writes.
    await expect(inside).rejects.toMatchObject({ originalError: { code: 20 } });
    await session.endSession();
  });
});
