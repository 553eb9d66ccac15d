import { createHash } from 'node:crypto';
import type { GatewayGraphQLRequestContext } from '@apollo/server-gateway-interface';
import type { DocumentNode, GraphQLSchema, OperationDefinitionNode } from 'graphql';
import type { GatewayContext } from './gateway-context.ts';

/** "Did you mean" tells names of the graph to who may not see it. */
export const hideSuggestions = true;

/** A request with everything defaulted. */
export type PreparedRequest = {
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly operationName: string | undefined;
  readonly context: GatewayContext;
};

/**
 * What Apollo Server would hand to the gateway's executor. The executor reads only these
 * members of it; the interface asks for caches and metrics that belong to the server.
 */
export function toRequestContext(
  request: PreparedRequest,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  schema: GraphQLSchema,
): GatewayGraphQLRequestContext {
  const { query, variables, operationName, context } = request;
  const used = {
    request: { query, variables, ...(operationName === undefined ? {} : { operationName }) },
    document,
    operation,
    operationName: operation.name?.value ?? null,
    queryHash: createHash('sha256').update(query).digest('hex'),
    source: query,
    schema,
    context,
    logger: context.log,
    metrics: {},
  };
  return used as unknown as GatewayGraphQLRequestContext;
}
