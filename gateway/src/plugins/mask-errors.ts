import type { ApolloServerPlugin } from '@apollo/server';
import type { GraphQLFormattedError } from 'graphql';
import type { GatewayContext } from '../gateway-context.ts';
import { maskError } from '../mask-errors.ts';

/** Masks what leaves over HTTP; the library masks what leaves it by itself. */
export function maskErrorsPlugin(): ApolloServerPlugin<GatewayContext> {
  return {
    requestDidStart: async () => ({
      willSendResponse: async ({ response, contextValue }) => {
        const { body, http } = response;
        if (body.kind !== 'single' || body.singleResult.errors === undefined) return;
        const { requestId, log } = contextValue;
        body.singleResult.errors = body.singleResult.errors.map((error) =>
          maskError(isRefusal(http.status) ? asRefusal(error) : error, requestId, log),
        );
      },
    }),
  };
}

const isRefusal = (status: number | undefined) =>
  status !== undefined && status >= 400 && status < 500;

/** Apollo Server gives some of its own refusals a status, but no code. */
function asRefusal(error: GraphQLFormattedError): GraphQLFormattedError {
  return error.extensions?.['code'] === 'INTERNAL_SERVER_ERROR'
    ? { ...error, extensions: { code: 'BAD_REQUEST' } }
    : error;
}
