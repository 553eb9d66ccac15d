import { buildOperationContext, executeQueryPlan } from '@apollo/gateway';
import { PublicError, untilAborted, type Logger } from '@waris/service-kit';
import type { DocumentNode, OperationDefinitionNode } from 'graphql';
import type { GatewayResult } from '../create-gateway.ts';
import type { SubgraphResult } from '../data-source/subgraph-data-source.ts';
import { maskError, maskResult } from '../mask-errors.ts';
import { toRequestContext, type PreparedRequest } from '../request-context.ts';
import type { SubscriptionGraph } from './graph.ts';
import type { SubscriptionPlan } from './plan.ts';

/** One client's subscription, ready to run. */
export type Subscription = {
  readonly graph: SubscriptionGraph;
  readonly plan: SubscriptionPlan;
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  readonly request: PreparedRequest;
  readonly log: Logger;
};

/** The events of the primary subgraph, each completed from the others; ends with the signal. */
export async function* runSubscription(
  subscription: Subscription,
  signal: AbortSignal,
): AsyncGenerator<GatewayResult, void, void> {
  const { graph, plan, request, log } = subscription;
  const source = graph.sources.get(plan.primary.serviceName);
  if (source === undefined) throw new Error(`No subgraph ${plan.primary.serviceName}.`);
  const { viewer, requestId, clientAddress } = request.context;
  const events = source.subscribe({
    query: plan.primary.operation,
    variables: pick(request.variables, plan.primary.variableUsages ?? []),
    operationName: plan.primary.operationName,
    viewer,
    requestId,
    clientAddress,
  });
  try {
    for await (const event of untilAborted(events, signal)) {
      yield await complete(subscription, event);
    }
  } catch (error) {
    if (!(error instanceof PublicError)) throw error;
    yield { errors: [maskError(error, requestId, log)] };
  }
}

/** Runs the rest of the plan on one event, as if the event were its first fetch's answer. */
async function complete(
  { graph, plan, document, operation, request, log }: Subscription,
  event: SubgraphResult,
): Promise<GatewayResult> {
  const eventService = {
    process: async () => ({
      data: event.data ?? null,
      ...(event.errors === undefined ? {} : { errors: [...event.errors] }),
    }),
  };
  const result = await executeQueryPlan(
    plan.perEvent,
    { ...graph.services, [plan.eventService]: eventService },
    toRequestContext(request, document, operation, graph.schema),
    buildOperationContext({
      schema: graph.schema,
      operationDocument: document,
      ...(request.operationName === undefined ? {} : { operationName: request.operationName }),
    }),
    graph.supergraphSchema,
    graph.apiSchema,
  );
  return maskResult(result, request.context.requestId, log);
}

function pick(variables: Readonly<Record<string, unknown>>, names: readonly string[]) {
  return Object.fromEntries(
    names.flatMap((name) => (Object.hasOwn(variables, name) ? [[name, variables[name]]] : [])),
  );
}
