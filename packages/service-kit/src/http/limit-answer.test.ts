import { buildSchema } from 'graphql';
import { anonymousClaims, makeViewer } from '../access/viewer.ts';
import { silentLogger } from '../observability.ts';
import type { RequestContext } from '../subgraph.ts';
import { createSubgraphExecutor } from './subgraph-executor.ts';

const context = (): RequestContext => ({
  viewer: makeViewer(anonymousClaims),
  requestId: 'request',
  log: silentLogger,
  now: () => new Date(0),
  newId: () => 'id',
});

// A DMA has meters, and each of them has its DMA: 100 times as many with every turn.
const executor = () => {
  const schema = buildSchema(`
    type Query { dma: Dma }
    type Dma { meters: [Meter!]! }
    type Meter { id: ID! dma: Dma }
  `);
  const meters = Array.from({ length: 100 }, (_, id) => ({ id, dma: async () => dma }));
  const dma = { meters: async () => meters };
  const root = schema.getQueryType()?.getFields()['dma'];
  if (root !== undefined) root.resolve = () => dma;
  return createSubgraphExecutor({
    name: 'network',
    schema,
    createContext: (request) => ({ ...request }),
    stores: async () => [],
    stop: async () => undefined,
  });
};

const turns = (n: number): string =>
  `{ dma { ${'meters { dma { '.repeat(n)} meters { id } ${'} } '.repeat(n)} } }`;

describe('an execution', () => {
  it('answers with lists within lists', async () => {
    const { data, errors } = await executor().execute({ query: turns(1) }, context());
    expect(errors).toBeUndefined();
    expect(JSON.stringify(data).match(/"id"/g)).toHaveLength(10_000);
  });

  it('ends with one error where a few words ask for millions of objects', async () => {
    const one = executor();
    const result = await one.execute({ query: turns(4) }, context());
    expect(result.data).toBeUndefined();
    expect(result.errors?.map(({ message, extensions }) => [message, extensions['code']])).toEqual([
      [
        'The answer would have more than 250,000 objects. Ask for fewer at a time.',
        'BAD_USER_INPUT',
      ],
    ]);
    // The next is counted for itself.
    expect((await one.execute({ query: turns(1) }, context())).errors).toBeUndefined();
  });
});
