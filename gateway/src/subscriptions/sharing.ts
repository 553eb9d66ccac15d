import { eventIdKey, sightOf, type ViewerClaims } from '@waris/service-kit';
import { LRUCache } from 'lru-cache';
import type { GatewayResult } from '../create-gateway.ts';
import type { SubgraphResult } from '../data-source/subgraph-data-source.ts';
import type { PreparedRequest } from '../request-context.ts';
import type { SubscriptionPlan } from './plan.ts';

// Readers at the same pace are a few events apart; one who is further behind is answered anew.
const eventsKept = 500;
const keptMs = 10_000;

// Where people see more of themselves than of others.
const personal = 'identity';

/**
 * What two subscriptions have in common when each event is the same answer to both: the words,
 * the variables, and what their viewers may see. Where answers depend on who asks, also that.
 */
export function likenessOf({ subgraphs }: SubscriptionPlan, request: PreparedRequest): string {
  const { query, variables, operationName, context } = request;
  const own = subgraphs.has(personal) ? whoIs(context.viewer) : null;
  return JSON.stringify([query, variables, operationName, sightOf(context.viewer), own]);
}

function whoIs({ kind, id, sessionId }: ViewerClaims): readonly (string | null)[] {
  return [kind, id, sessionId];
}

export type Complete = (event: SubgraphResult) => Promise<GatewayResult>;

/** Completes an event once for all who subscribed alike; they get the same result object. */
export function createSharing() {
  const results = new LRUCache<string, Promise<GatewayResult>>({ max: eventsKept, ttl: keptMs });
  return (likeness: string, complete: Complete): Complete =>
    async (event) => {
      const id = event.extensions?.[eventIdKey];
      // A subgraph of somebody else's gives no ids.
      if (typeof id !== 'string') return complete(event);
      const key = `${id} ${likeness}`;
      const known = results.get(key);
      if (known !== undefined) return known;
      const result = complete(event);
      results.set(key, result);
      return result;
    };
}
