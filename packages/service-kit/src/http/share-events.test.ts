import { GraphQLInt, GraphQLObjectType, GraphQLSchema, GraphQLString } from 'graphql';
import { makeViewer, serviceClaims, type ViewerClaims } from '../access/viewer.ts';
import { silentLogger } from '../observability.ts';
import type { RequestContext, Subgraph } from '../subgraph.ts';
import { eventIdKey } from './share-events.ts';
import { createSubgraphExecutor } from './subgraph-executor.ts';

type Context = RequestContext & { readonly seen: string[] };

/** Tells everybody of the same two events; counts how often one is executed, and in what contexts. */
function createCounting() {
  const executed: string[] = [];
  const told = [{ counted: 1 }, { counted: 2 }];
  const schema = new GraphQLSchema({
    query: new GraphQLObjectType({ name: 'Query', fields: { none: { type: GraphQLInt } } }),
    subscription: new GraphQLObjectType({
      name: 'Subscription',
      fields: {
        counted: { type: GraphQLInt, subscribe: () => each(told) },
        scope: {
          type: GraphQLString,
          subscribe: () => each(told),
          resolve: (_event, _args, context: Context) => {
            context.seen.push('event');
            executed.push(`${context.viewer.id} ${context.seen.length}`);
            return JSON.stringify(context.viewer.scope);
          },
        },
        failing: {
          type: GraphQLInt,
          subscribe: () => each(told),
          resolve: () => {
            throw new Error('lost');
          },
        },
      },
    }),
  });
  const subgraph: Subgraph = {
    name: 'telemetry',
    schema,
    createContext: (request): Context => ({ ...request, seen: [] }),
    stores: async () => [],
    stop: async () => undefined,
  };
  return { executor: createSubgraphExecutor(subgraph), executed };
}

async function* each<Item>(items: readonly Item[]) {
  yield* items;
}

const contextOf = (claims: Partial<ViewerClaims>): RequestContext => ({
  viewer: makeViewer({ ...serviceClaims('test'), ...claims }),
  requestId: 'request',
  log: silentLogger,
  now: () => new Date(0),
  newId: () => 'id',
});

const north = { regionIds: ['north'], branchIds: [], dmaIds: [] };
const south = { regionIds: ['south'], branchIds: [], dmaIds: [] };

describe('a subscription to a subgraph', () => {
  const collect = async (
    { executor }: ReturnType<typeof createCounting>,
    query: string,
    claims: Partial<ViewerClaims>,
  ) => {
    const stream = await executor.subscribe({ query }, contextOf(claims));
    if (!(Symbol.asyncIterator in stream)) throw new Error('It was refused.');
    return Array.fromAsync(stream);
  };

  it('is executed once an event for all who see alike', async () => {
    const counting = createCounting();
    const query = 'subscription { scope }';
    const first = await collect(counting, query, { id: 'somchai', scope: north });
    const second = await collect(counting, query, { id: 'malee', scope: north });
    second.forEach((result, n) => expect(result).toBe(first[n]));
    expect(counting.executed).toEqual(['somchai 1', 'somchai 1']);
    const ids = first.map(({ extensions }) => extensions?.[eventIdKey]);
    expect(new Set(ids).size).toBe(2);
  });

  it('is never shared by viewers of other areas, or by other questions', async () => {
    const counting = createCounting();
    const query = 'subscription { scope }';
    const [mine] = await collect(counting, query, { scope: north });
    const [theirs] = await collect(counting, query, { scope: south });
    expect(mine?.data).toEqual({ scope: JSON.stringify(north) });
    expect(theirs?.data).toEqual({ scope: JSON.stringify(south) });
    expect(theirs?.extensions).not.toEqual(mine?.extensions);
    const [other] = await collect(counting, 'subscription { counted }', { scope: north });
    expect(other?.data).toEqual({ counted: 1 });
  });

  it('tells of each event by itself, not by what was known of the last', async () => {
    const counting = createCounting();
    await collect(counting, 'subscription { scope }', { id: 'malee' });
    expect(counting.executed).toEqual(['malee 1', 'malee 1']);
  });

  it('hides what went wrong from all who are told', async () => {
    const counting = createCounting();
    const [first] = await collect(counting, 'subscription { failing }', {});
    expect(first?.errors?.map(({ message }) => message)).toEqual([
      'Something went wrong (request request).',
    ]);
  });
});
