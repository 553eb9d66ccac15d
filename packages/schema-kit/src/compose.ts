import { composeServices } from '@apollo/composition';
import { readTypeDefinitions } from './type-definitions.ts';

export type ComposableSubgraph = {
  readonly name: string;
  readonly schemaFolder: string;
  /** Where the gateway finds it when no other address is set. */
  readonly url: string;
};

/** Throws with every composition error, one a line. */
export function composeSupergraph(subgraphs: readonly ComposableSubgraph[]): string {
  const result = composeServices(
    subgraphs.map(({ name, schemaFolder, url }) => ({
      name,
      url,
      typeDefs: readTypeDefinitions(schemaFolder),
    })),
  );
  if (result.errors !== undefined && result.errors.length > 0) {
    throw new Error(result.errors.map((error) => error.message).join('\n'));
  }
  return `${result.supergraphSdl}`.trimEnd() + '\n';
}
