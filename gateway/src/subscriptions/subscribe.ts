import '../vendor-telemetry-off.ts';
import { Supergraph, type Schema } from '@apollo/federation-internals';
import { buildOperationContext, executeQueryPlan, type ServiceMap } from '@apollo/gateway';
import { badUserInput, PublicError, type Logger } from '@waris/service-kit';
import {
  GraphQLError,
  OperationTypeNode,
  parse,
  validate,
  type DocumentNode,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql';
import type { GatewayResult } from '../create-gateway.ts';
import { toApolloDataSource } from '../data-source/apollo-data-source.ts';
import type {
  SubgraphAddress,
  SubgraphDataSource,
  SubgraphResult,
} from '../data-source/subgraph-data-source.ts';
import { maskError } from '../mask-errors.ts';
import { toRequestContext, type PreparedRequest } from '../request-context.ts';
import { selectOperation } from '../select-operation.ts';
import { createPlanner, type SubscriptionPlan, type SubscriptionPlanner } from './plan.ts';

export type Subscriber = {
  load(supergraphSdl: string): void;
  subscribe(
    request: PreparedRequest,
  ): Promise<GatewayResult | AsyncGenerator<GatewayResult, void, void>>;
};

type Graph = {
  readonly planner: SubscriptionPlanner;
  readonly apiSchema: Schema;
  readonly schema: GraphQLSchema;
  readonly supergraphSchema: GraphQLSchema;
  readonly sources: ReadonlyMap<string, SubgraphDataSource>;
};

/**
 * Federated subscriptions, which Apollo's gateway lacks: the root field is subscribed to in its
 * subgraph, and each event is completed from the other subgraphs by the rest of the plan.
 */
export function createSubscriber(
  sourceOf: (subgraph: SubgraphAddress) => SubgraphDataSource,
  log: Logger,
): Subscriber {
  let sdl = '';
  let graph: Graph | undefined;
  // Built with the first subscription: most processes, such as imports, never see one.
  const current = () => (graph ??= buildGraph(sdl, sourceOf));

  return {
    load: (supergraphSdl) => {
      sdl = supergraphSdl;
      graph = undefined;
    },
    subscribe: async (request) => {
      try {
        const loaded = current();
        const { document, operation } = prepare(request, loaded.schema);
        const plan = loaded.planner(document, request.operationName);
        return run(loaded, plan, document, operation, request, log);
      } catch (error) {
        const shown = error instanceof GraphQLError ? error : new GraphQLError(String(error));
        return { errors: [maskError(shown, request.context.requestId, log)] };
      }
    },
  };
}

function buildGraph(
  supergraphSdl: string,
  sourceOf: (subgraph: SubgraphAddress) => SubgraphDataSource,
): Graph {
  const supergraph = Supergraph.build(supergraphSdl);
  const apiSchema = supergraph.apiSchema();
  return {
    planner: createPlanner(supergraph, apiSchema),
    apiSchema,
    schema: apiSchema.toGraphQLJSSchema(),
    supergraphSchema: supergraph.schema.toGraphQLJSSchema(),
    sources: new Map(
      supergraph
        .subgraphsMetadata()
        .map(({ name, url }) => [name, sourceOf({ name, url: url ?? '' })]),
    ),
  };
}

function prepare(
  request: PreparedRequest,
  schema: GraphQLSchema,
): { document: DocumentNode; operation: OperationDefinitionNode } {
  const document = parse(request.query, { maxTokens: 10_000 });
  const [invalid] = validate(schema, document, undefined, { maxErrors: 1 });
  if (invalid !== undefined) throw badUserInput(invalid.message);
  const operation = selectOperation(document, request.operationName);
  if (operation.operation !== OperationTypeNode.SUBSCRIPTION) {
    throw badUserInput('Only a subscription can be subscribed to.');
  }
  return { document, operation };
}

async function* run(
  graph: Graph,
  plan: SubscriptionPlan,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  request: PreparedRequest,
  log: Logger,
): AsyncGenerator<GatewayResult, void, void> {
  const { viewer, requestId } = request.context;
  const source = graph.sources.get(plan.primary.serviceName);
  if (source === undefined) throw new Error(`No subgraph ${plan.primary.serviceName}.`);
  const events = source.subscribe({
    query: plan.primary.operation,
    variables: pick(request.variables, plan.primary.variableUsages ?? []),
    operationName: plan.primary.operationName,
    viewer,
    requestId,
  });
  try {
    for await (const event of events) {
      yield await complete(graph, plan, document, operation, request, event, log);
    }
  } catch (error) {
    if (!(error instanceof PublicError)) throw error;
    yield { errors: [maskError(error, requestId, log)] };
  }
}

/** Runs the rest of the plan on one event, as if the event were its first fetch's answer. */
async function complete(
  graph: Graph,
  plan: SubscriptionPlan,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  request: PreparedRequest,
  event: SubgraphResult,
  log: Logger,
): Promise<GatewayResult> {
  const services: ServiceMap = Object.fromEntries(
    Array.from(graph.sources, ([name, source]) => [name, toApolloDataSource(source)]),
  );
  services[plan.eventService] = {
    process: async () => ({
      data: event.data ?? null,
      ...(event.errors === undefined ? {} : { errors: [...event.errors] }),
    }),
  };
  const result = await executeQueryPlan(
    plan.perEvent,
    services,
    toRequestContext(request, document, operation, graph.schema),
    buildOperationContext({
      schema: graph.schema,
      operationDocument: document,
      ...(request.operationName === undefined ? {} : { operationName: request.operationName }),
    }),
    graph.supergraphSchema,
    graph.apiSchema,
  );
  const { requestId } = request.context;
  return {
    ...(result.data === undefined ? {} : { data: result.data }),
    ...(result.errors === undefined
      ? {}
      : { errors: result.errors.map((error) => maskError(error, requestId, log)) }),
  };
}

function pick(variables: Readonly<Record<string, unknown>>, names: readonly string[]) {
  return Object.fromEntries(
    names.flatMap((name) => (Object.hasOwn(variables, name) ? [[name, variables[name]]] : [])),
  );
}
