import type { ApolloServerPlugin } from '@apollo/server';
import type { GatewayContext } from '../gateway-context.ts';

/** One line for each operation: who, what, how long, how it ended. Never variables. */
export function logRequestsPlugin(): ApolloServerPlugin<GatewayContext> {
  return {
    requestDidStart: async () => {
      const startedAt = performance.now();
      return {
        willSendResponse: async ({ operationName, operation, response, contextValue }) => {
          const { log, requestId, viewer } = contextValue;
          const { body } = response;
          log.info(
            {
              requestId,
              operationName: operationName ?? null,
              operationKind: operation?.operation ?? null,
              viewer: `${viewer.kind}:${viewer.id}`,
              durationMs: Math.round(performance.now() - startedAt),
              errorCount: body.kind === 'single' ? (body.singleResult.errors?.length ?? 0) : 0,
            },
            'operation',
          );
        },
      };
    },
  };
}
