import {
  createSourceEventStream,
  execute,
  GraphQLError,
  parse,
  validate,
  ValuesOfCorrectTypeRule,
  type DocumentNode,
  type ExecutionArgs,
  type ExecutionResult,
} from 'graphql';
import { LRUCache } from 'lru-cache';
import { sightOf } from '../access/viewer.ts';
import { badUserInput } from '../errors.ts';
import type { Logger } from '../observability.ts';
import type { RequestContext, Subgraph } from '../subgraph.ts';
import { limitAnswers, tooManyObjects } from './limit-answer.ts';
import { maskErrors } from './mask-errors.ts';
import { mapStream } from './map-stream.ts';
import { createEventSharing } from './share-events.ts';

export type SubgraphRequest = {
  readonly query: string;
  readonly variables?: Readonly<Record<string, unknown>> | undefined;
  readonly operationName?: string | undefined;
};

/** Runs operations on a subgraph's schema; both transports go through it. */
export type SubgraphExecutor = {
  execute(request: SubgraphRequest, context: RequestContext): Promise<ExecutionResult>;
  /** One result when the subscription is refused, else a stream of results, once it is open. */
  subscribe(
    request: SubgraphRequest,
    context: RequestContext,
  ): Promise<ExecutionResult | AsyncGenerator<ExecutionResult, void, void>>;
};

const documentsKept = 2_000;
const maxErrors = 5;

type Prepared = { readonly document: DocumentNode } | { readonly errors: readonly GraphQLError[] };

/** The gateway sends few distinct queries many times: each is parsed and validated once. */
export function createSubgraphExecutor(subgraph: Subgraph): SubgraphExecutor {
  const cache = new LRUCache<string, Prepared>({ max: documentsKept });
  const sharing = createEventSharing();
  const answers = limitAnswers(subgraph.schema);
  const prepare = (query: string): Prepared => {
    const known = cache.get(query);
    if (known !== undefined) return known;
    const prepared = parseAndValidate(subgraph, query);
    cache.set(query, prepared);
    return prepared;
  };

  const argumentsFor = (
    request: SubgraphRequest,
    document: DocumentNode,
    base: RequestContext,
  ) => ({
    schema: subgraph.schema,
    document,
    variableValues: request.variables ?? {},
    operationName: request.operationName ?? null,
    contextValue: subgraph.createContext(base),
  });
  const run = async (args: ExecutionArgs & { readonly contextValue: object }) => {
    const result = await execute(args);
    // One error, not one for each place in which there was no room left.
    return answers.isExceeded(args.contextValue) ? { errors: [tooManyObjects()] } : result;
  };

  return {
    execute: async (request, context) => {
      const prepared = prepare(request.query);
      if ('errors' in prepared) return { errors: prepared.errors };
      const result = await run(argumentsFor(request, prepared.document, context));
      return masked(result, context.requestId, context.log);
    },
    subscribe: async (request, context) => {
      const prepared = prepare(request.query);
      if ('errors' in prepared) return { errors: prepared.errors };
      const { requestId, log } = context;
      const source = await createSourceEventStream(
        argumentsFor(request, prepared.document, context),
      );
      if (!(Symbol.asyncIterator in source)) return masked(source, requestId, log);
      const { query, variables, operationName } = request;
      const alike = JSON.stringify([query, variables, operationName, sightOf(context.viewer)]);
      return mapStream(source as AsyncGenerator<unknown, void, void>, (event) =>
        sharing(event, alike, async () => {
          // Of this event alone: loaders that knew the last one would tell of that.
          const fresh = argumentsFor(request, prepared.document, context);
          return masked(await run({ ...fresh, rootValue: event }), requestId, log);
        }),
      );
    },
  };
}

function parseAndValidate(subgraph: Subgraph, query: string): Prepared {
  try {
    const document = parse(query, { maxTokens: 10_000 });
    // The gateway passes the caller's literals of custom scalars on unread: they are judged here.
    const wrongValues = validate(subgraph.schema, document, [ValuesOfCorrectTypeRule]);
    if (wrongValues.length > 0) {
      return {
        errors: wrongValues.slice(0, maxErrors).map(({ message }) => badUserInput(message)),
      };
    }
    const errors = validate(subgraph.schema, document, undefined, { maxErrors });
    return errors.length > 0 ? { errors } : { document };
  } catch (error) {
    if (error instanceof GraphQLError) return { errors: [error] };
    throw error;
  }
}

function masked(result: ExecutionResult, requestId: string, log: Logger): ExecutionResult {
  return result.errors === undefined
    ? result
    : { ...result, errors: maskErrors(result.errors, requestId, log) };
}
