import type { GraphQLDataSource } from '@apollo/gateway';
import { mostObjects, PublicError, tooManyObjects } from '@waris/service-kit';
import type { GatewayContext } from '../gateway-context.ts';
import { countObjects } from './answer-size.ts';
import type { SubgraphDataSource } from './subgraph-data-source.ts';

// Of all fetches of one operation, which share its context.
const objectsOf = new WeakMap<GatewayContext, number>();

/** Puts one of our data sources behind the interface that the query plan executor calls. */
export function toApolloDataSource(source: SubgraphDataSource): GraphQLDataSource {
  return {
    process: async ({ request, context }) => {
      // The gateway's own loading requests carry no context; they are never made with a
      // supergraph file, which is the only way this gateway starts.
      const asked = context as GatewayContext;
      const { viewer, requestId, clientAddress } = asked;
      try {
        const { data, errors } = await source.execute({
          query: request.query ?? '',
          variables: request.variables ?? {},
          operationName: request.operationName,
          viewer,
          requestId,
          clientAddress,
        });
        const objects = (objectsOf.get(asked) ?? 0) + countObjects(data);
        objectsOf.set(asked, objects);
        if (objects > mostObjects) throw tooManyObjects();
        return { data: data ?? null, ...(errors === undefined ? {} : { errors: [...errors] }) };
      } catch (error) {
        // As data the code survives; thrown, the executor would keep the message alone.
        if (error instanceof PublicError) return { data: null, errors: [error.toJSON()] };
        throw error;
      }
    },
  };
}
