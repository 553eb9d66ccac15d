import '../vendor-telemetry-off.ts';
import { Supergraph, type Schema } from '@apollo/federation-internals';
import type { ServiceMap } from '@apollo/gateway';
import type { GraphQLSchema } from 'graphql';
import { toApolloDataSource } from '../data-source/apollo-data-source.ts';
import type { SubgraphAddress, SubgraphDataSource } from '../data-source/subgraph-data-source.ts';
import { createPlanner, type SubscriptionPlanner } from './plan.ts';

/** A supergraph as subscriptions need it: planner, schemas and the ways to its subgraphs. */
export type SubscriptionGraph = {
  readonly planner: SubscriptionPlanner;
  readonly apiSchema: Schema;
  readonly schema: GraphQLSchema;
  readonly supergraphSchema: GraphQLSchema;
  readonly sources: ReadonlyMap<string, SubgraphDataSource>;
  /** The same sources, as the plan executor calls them. */
  readonly services: ServiceMap;
};

export function buildGraph(
  supergraphSdl: string,
  sourceOf: (subgraph: SubgraphAddress) => SubgraphDataSource,
): SubscriptionGraph {
  const supergraph = Supergraph.build(supergraphSdl);
  const apiSchema = supergraph.apiSchema();
  const sources = new Map(
    supergraph
      .subgraphsMetadata()
      .map(({ name, url }) => [name, sourceOf({ name, url: url ?? '' })]),
  );
  return {
    planner: createPlanner(supergraph, apiSchema),
    apiSchema,
    schema: apiSchema.toGraphQLJSSchema(),
    supergraphSchema: supergraph.schema.toGraphQLJSSchema(),
    sources,
    services: Object.fromEntries(
      Array.from(sources, ([name, source]) => [name, toApolloDataSource(source)]),
    ),
  };
}
