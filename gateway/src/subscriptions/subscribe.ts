import type { Logger } from '@waris/service-kit';
import type { GatewayResult } from '../create-gateway.ts';
import type { SubgraphAddress, SubgraphDataSource } from '../data-source/subgraph-data-source.ts';
import { maskFailure } from '../mask-errors.ts';
import type { PreparedRequest } from '../request-context.ts';
import { buildGraph } from './graph.ts';
import { createPreparer } from './prepare.ts';
import { completeEvent, runSubscription } from './run-subscription.ts';
import { createSharing, likenessOf } from './sharing.ts';

export type Subscriber = {
  load(supergraphSdl: string): void;
  subscribe(
    request: PreparedRequest,
  ): Promise<GatewayResult | AsyncGenerator<GatewayResult, void, void>>;
};

/**
 * Federated subscriptions, which Apollo's gateway lacks: the root field is subscribed to in its
 * subgraph, and each event is completed from the other subgraphs by the rest of the plan. Every
 * client has a subscription of its own there, judged for itself and read at its own pace; what
 * is shared by those who see alike is the work on an event.
 */
export function createSubscriber(
  sourceOf: (subgraph: SubgraphAddress) => SubgraphDataSource,
  log: Logger,
): Subscriber {
  const load = (sdl: string) => {
    const graph = buildGraph(sdl, sourceOf);
    return { graph, prepare: createPreparer(graph), share: createSharing() };
  };
  let sdl = '';
  let loaded: ReturnType<typeof load> | undefined;

  return {
    load: (supergraphSdl) => {
      sdl = supergraphSdl;
      loaded = undefined;
    },
    subscribe: async (request) => {
      try {
        // With the first subscription: most processes, such as imports, never see one.
        const { graph, prepare, share } = (loaded ??= load(sdl));
        const prepared = prepare(request);
        const subscription = { graph, prepared, request, log };
        const likeness = likenessOf(prepared.plan, request);
        return await runSubscription(
          subscription,
          share(likeness, (event) => completeEvent(subscription, event)),
        );
      } catch (error) {
        return maskFailure(error, request.context.requestId, log);
      }
    },
  };
}
