import { Supergraph } from '@apollo/federation-internals';
import { printSchema } from 'graphql';

/** What clients see of a supergraph: without federation's own parts and hidden fields. */
export function printApiSchema(supergraphSdl: string): string {
  return `${printSchema(Supergraph.build(supergraphSdl).apiSchema().toGraphQLJSSchema())}\n`;
}
