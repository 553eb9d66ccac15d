import { badUserInput, promptStream, type Logger } from '@waris/service-kit';
import {
  OperationTypeNode,
  parse,
  validate,
  type DocumentNode,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql';
import type { GatewayResult } from '../create-gateway.ts';
import type { SubgraphAddress, SubgraphDataSource } from '../data-source/subgraph-data-source.ts';
import { maskFailure } from '../mask-errors.ts';
import type { PreparedRequest } from '../request-context.ts';
import { selectOperation } from '../select-operation.ts';
import { buildGraph, type SubscriptionGraph } from './graph.ts';
import { runSubscription } from './run-subscription.ts';

export type Subscriber = {
  load(supergraphSdl: string): void;
  subscribe(
    request: PreparedRequest,
  ): Promise<GatewayResult | AsyncGenerator<GatewayResult, void, void>>;
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
  let graph: SubscriptionGraph | undefined;
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
        const subscription = { graph: loaded, plan, document, operation, request, log };
        return promptStream((signal) => runSubscription(subscription, signal));
      } catch (error) {
        return maskFailure(error, request.context.requestId, log);
      }
    },
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
