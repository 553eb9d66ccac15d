import { buildSubgraphSchema } from '@apollo/subgraph';
import type { GraphQLSchema } from 'graphql';
import { DateTime, DateTimeColumn, LocalDate } from './scalars/date-time.ts';
import { FloatColumn } from './scalars/float-column.ts';
import { GeoJSON } from './scalars/geo-json.ts';
import { readTypeDefinitions } from './type-definitions.ts';

type Resolvers = NonNullable<
  Parameters<typeof buildSubgraphSchema>[0] extends infer Module
    ? Module extends { resolvers?: infer R }
      ? R
      : never
    : never
>;

const scalars = { DateTime, DateTimeColumn, FloatColumn, GeoJSON, LocalDate };

/**
 * The executable schema of a subgraph. Generated resolver types are stricter than the shape
 * that `@apollo/subgraph` declares, so they are taken as an object here.
 */
export function buildSchema(schemaFolder: string, resolvers: object): GraphQLSchema {
  return buildSubgraphSchema({
    typeDefs: readTypeDefinitions(schemaFolder),
    resolvers: { ...scalars, ...resolvers } as Resolvers,
  });
}
