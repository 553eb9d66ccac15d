import { buildSubgraphSchema } from '@apollo/subgraph';
import type { GraphQLSchema } from 'graphql';
import { LocalDateResolver } from 'graphql-scalars';
import { DateTime, DateTimeColumn } from './scalars/date-time.ts';
import { FloatColumn } from './scalars/float-column.ts';
import { GeoJSON } from './scalars/geo-json.ts';
import { readTypeDefinitions } from './type-definitions.ts';

const scalars = { DateTime, DateTimeColumn, FloatColumn, GeoJSON, LocalDate: LocalDateResolver };

/** The executable schema of a subgraph; its resolvers are checked against the generated types. */
export function buildSchema(schemaFolder: string, resolvers: object): GraphQLSchema {
  return buildSubgraphSchema({
    typeDefs: readTypeDefinitions(schemaFolder),
    resolvers: { ...scalars, ...resolvers },
  });
}
