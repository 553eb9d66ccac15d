import type { ApolloServerPlugin } from '@apollo/server';
import type { GatewayContext } from '../gateway-context.ts';
import { maskError } from '../mask-errors.ts';

/** Masks what leaves over HTTP; the library masks what leaves it by itself. */
export function maskErrorsPlugin(): ApolloServerPlugin<GatewayContext> {
  return {
    requestDidStart: async () => ({
      willSendResponse: async ({ response, contextValue }) => {
        const { body } = response;
        if (body.kind !== 'single' || body.singleResult.errors === undefined) return;
        const { requestId, log } = contextValue;
        body.singleResult.errors = body.singleResult.errors.map((error) =>
          maskError(error, requestId, log),
        );
      },
    }),
  };
}
