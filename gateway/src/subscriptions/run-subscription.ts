import { executeQueryPlan } from '@apollo/gateway';
import { mapStream, PublicError, type Logger } from '@waris/service-kit';
import type { GatewayResult } from '../create-gateway.ts';
import type { SubgraphResult } from '../data-source/subgraph-data-source.ts';
import { maskError, maskResult } from '../mask-errors.ts';
import { toRequestContext, type PreparedRequest } from '../request-context.ts';
import type { SubscriptionGraph } from './graph.ts';
import type { PreparedSubscription } from './prepare.ts';
import type { Complete } from './sharing.ts';

/** One client's subscription, ready to run. */
export type Subscription = {
  readonly graph: SubscriptionGraph;
  readonly prepared: PreparedSubscription;
  readonly request: PreparedRequest;
  readonly log: Logger;
};

/** The events of the primary subgraph, each made complete; ends with its reader. */
export async function runSubscription(
  subscription: Subscription,
  complete: Complete,
): Promise<AsyncGenerator<GatewayResult, void, void>> {
  const { requestId } = subscription.request.context;
  const results = mapStream(await openSource(subscription), complete);
  let ended = false;
  const next = async (): Promise<IteratorResult<GatewayResult, void>> => {
    if (ended) return { done: true, value: undefined };
    try {
      return await results.next();
    } catch (error) {
      if (!(error instanceof PublicError)) throw error;
      ended = true;
      return { done: false, value: { errors: [maskError(error, requestId, subscription.log)] } };
    }
  };
  const stream = { ...results, next, [Symbol.asyncIterator]: () => stream };
  return stream;
}

function openSource({ graph, prepared, request }: Subscription) {
  const { primary } = prepared.plan;
  const source = graph.sources.get(primary.serviceName);
  if (source === undefined) throw new Error(`No subgraph ${primary.serviceName}.`);
  const { viewer, requestId, clientAddress } = request.context;
  return source.subscribe({
    query: primary.operation,
    variables: pick(request.variables, primary.variableUsages ?? []),
    operationName: primary.operationName,
    viewer,
    requestId,
    clientAddress,
  });
}

/** Runs the rest of the plan on one event, as if the event were its first fetch's answer. */
export async function completeEvent(
  { graph, prepared, request, log }: Subscription,
  event: SubgraphResult,
): Promise<GatewayResult> {
  const { plan, document, operation, operationContext } = prepared;
  const eventService = {
    process: async () => ({
      // The executor writes into what it gets, and this may be told to others too.
      data: structuredClone(event.data) ?? null,
      ...(event.errors === undefined ? {} : { errors: [...event.errors] }),
    }),
  };
  const result = await executeQueryPlan(
    plan.perEvent,
    { ...graph.services, [plan.eventService]: eventService },
    // A context of its own: what an operation may answer with is an event's share.
    toRequestContext(
      { ...request, context: { ...request.context } },
      document,
      operation,
      graph.schema,
    ),
    operationContext,
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
