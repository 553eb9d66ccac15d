import {
  GraphQLError,
  GraphQLInt,
  GraphQLObjectType,
  GraphQLScalarType,
  GraphQLSchema,
} from 'graphql';
import { anonymousClaims, makeViewer } from '../access/viewer.ts';
import { silentLogger } from '../observability.ts';
import type { RequestContext, Subgraph } from '../subgraph.ts';
import { createSubgraphExecutor } from './subgraph-executor.ts';

const refuse = () => {
  throw new GraphQLError('A Day is a calendar day.');
};
const Day = new GraphQLScalarType<string>({
  name: 'Day',
  parseValue: refuse,
  parseLiteral: refuse,
});

const subgraph: Subgraph = {
  name: 'network',
  schema: new GraphQLSchema({
    query: new GraphQLObjectType({
      name: 'Query',
      fields: {
        countOn: { type: GraphQLInt, args: { day: { type: Day } }, resolve: () => 1 },
      },
    }),
  }),
  createContext: (request) => request,
  stores: async () => [],
  stop: async () => undefined,
};

const context: RequestContext = {
  viewer: makeViewer(anonymousClaims),
  requestId: 'request',
  log: silentLogger,
  now: () => new Date(0),
  newId: () => 'id',
};

describe('createSubgraphExecutor', () => {
  it("tells a wrong literal of a custom scalar as the caller's mistake", async () => {
    const executor = createSubgraphExecutor(subgraph);
    const { data, errors } = await executor.execute({ query: '{ countOn(day: "x") }' }, context);
    expect(data).toBeUndefined();
    expect(errors?.map((error) => error.toJSON())).toEqual([
      { message: 'A Day is a calendar day.', extensions: { code: 'BAD_USER_INPUT' } },
    ]);
  });

  it('gives a query that does not fit the schema no code: that is not the caller’s doing', async () => {
    const executor = createSubgraphExecutor(subgraph);
    const { errors } = await executor.execute({ query: '{ other }' }, context);
    expect(errors?.[0]?.extensions).toEqual({});
  });
});
