import type { GatewayExecutor, GatewayInterface } from '@apollo/server-gateway-interface';
import { badUserInput, type Logger } from '@waris/service-kit';
import {
  GraphQLError,
  OperationTypeNode,
  parse,
  validate,
  type DocumentNode,
  type GraphQLSchema,
} from 'graphql';
import { LRUCache } from 'lru-cache';
import type { GatewayResult } from './create-gateway.ts';
import { maskFailure, maskResult } from './mask-errors.ts';
import { hideSuggestions, toRequestContext, type PreparedRequest } from './request-context.ts';
import { selectOperation } from './select-operation.ts';

export type Executor = {
  (request: PreparedRequest): Promise<GatewayResult>;
  /** Resolves once the supergraph is loaded; rejects when it is not one. */
  ready(): Promise<void>;
};

/** Queries and mutations without an HTTP server around them. */
export function createExecutor(apollo: GatewayInterface, log: Logger): Executor {
  const documents = new LRUCache<string, DocumentNode | readonly GraphQLError[]>({ max: 1_000 });
  let schema: GraphQLSchema | undefined;
  apollo.onSchemaLoadOrUpdate(({ apiSchema }) => {
    schema = apiSchema;
    documents.clear();
  });
  const load = async (): Promise<GatewayExecutor> => {
    const { executor } = await apollo.load({ apollo: {} });
    if (executor === null) throw new Error('The supergraph is not loaded.');
    return executor;
  };

  const prepare = (query: string, against: GraphQLSchema) => {
    const known = documents.get(query);
    if (known !== undefined) return known;
    const prepared = parseAndValidate(query, against);
    documents.set(query, prepared);
    return prepared;
  };

  const run = async (request: PreparedRequest): Promise<GatewayResult> => {
    const executor = await load();
    if (schema === undefined) throw new Error('The gateway has no schema.');
    const document = prepare(request.query, schema);
    if (!('kind' in document)) return { errors: document.map((error) => error.toJSON()) };
    const operation = selectOperation(document, request.operationName);
    if (operation.operation === OperationTypeNode.SUBSCRIPTION) {
      throw badUserInput('A subscription is answered by subscribe, over WebSocket or SSE.');
    }
    const result = await executor(toRequestContext(request, document, operation, schema));
    return maskResult(result, request.context.requestId, log);
  };

  return Object.assign(
    (request: PreparedRequest) =>
      run(request).catch((error: unknown) => maskFailure(error, request.context.requestId, log)),
    { ready: async () => void (await load()) },
  );
}

function parseAndValidate(
  query: string,
  schema: GraphQLSchema,
): DocumentNode | readonly GraphQLError[] {
  try {
    const document = parse(query, { maxTokens: 10_000 });
    const errors = validate(schema, document, undefined, { maxErrors: 5, hideSuggestions });
    return errors.length === 0
      ? document
      : errors.map((error) => coded(error, 'GRAPHQL_VALIDATION_FAILED'));
  } catch (error) {
    if (error instanceof GraphQLError) return [coded(error, 'GRAPHQL_PARSE_FAILED')];
    throw error;
  }
}

function coded(error: GraphQLError, code: string): GraphQLError {
  return new GraphQLError(error.message, {
    ...(error.nodes === undefined ? {} : { nodes: error.nodes }),
    ...(error.source === undefined ? {} : { source: error.source }),
    ...(error.positions === undefined ? {} : { positions: error.positions }),
    extensions: { code },
  });
}
