import type { Server } from 'node:http';
import { newId, PublicError, type ViewerClaims } from '@waris/service-kit';
import {
  GraphQLError,
  GraphQLSchema,
  parse,
  type DocumentNode,
  type ExecutionArgs,
  type ExecutionResult,
  type FormattedExecutionResult,
} from 'graphql';
import type { SubscribePayload } from 'graphql-ws';
import { useServer } from 'graphql-ws/use/ws';
import { WebSocketServer } from 'ws';
import type { Gateway, GatewayRequest } from '../create-gateway.ts';
import type { GatewayServerOptions } from './serve-gateway.ts';

const maxMessageBytes = 1024 * 1024;

const emptySchema = new GraphQLSchema({});

/**
 * The graphql-ws protocol at `/graphql`. The token comes in the connection's parameters as
 * `authorization`; without a good one the socket is closed with 4401.
 */
export function serveWebSockets(
  httpServer: Server,
  gateway: Gateway,
  options: GatewayServerOptions,
): { stop(): Promise<void> } {
  const sockets = new WebSocketServer({
    server: httpServer,
    path: '/graphql',
    maxPayload: maxMessageBytes,
  });
  const viewers = new WeakMap<object, ViewerClaims>();

  const server = useServer(
    {
      onConnect: async ({ connectionParams, extra }) => {
        const authorization = connectionParams?.['authorization'];
        try {
          const given = typeof authorization === 'string' ? authorization : undefined;
          viewers.set(extra.socket, await options.authenticate(given));
          return true;
        } catch (error) {
          if (!(error instanceof PublicError)) throw error;
          extra.socket.close(4401, 'Unauthorized');
          return false;
        }
      },
      onSubscribe: ({ extra }, _id, payload) => {
        const viewer = viewers.get(extra.socket);
        if (viewer === undefined) throw new Error('The socket was not authenticated.');
        // Only the gateway's functions below read these; the schema stays inside it.
        return operationArguments(payload, viewer, extra.request.socket.remoteAddress);
      },
      // Masked results are plain: the protocol's own way would ask their errors to become so.
      onNext: (_context, _id, _payload, _args, result) => asSent(result),
      execute: (args) => asProtocolResult(gateway.execute(requestOf(args))),
      subscribe: (args) => asProtocolResult(gateway.subscribe(requestOf(args))),
    },
    sockets,
  );
  return {
    stop: async () => {
      await server.dispose();
      sockets.close();
    },
  };
}

/**
 * graphql-ws wants what graphql-js executes. Only the functions above ever read it, so the
 * request itself travels as the context and the schema stays inside the gateway.
 */
function operationArguments(
  payload: SubscribePayload,
  viewer: ViewerClaims,
  clientAddress: string | undefined,
): ExecutionArgs | readonly GraphQLError[] {
  const document = parseOrTell(payload.query);
  if (document instanceof GraphQLError) return [document];
  const request: GatewayRequest = {
    query: payload.query,
    variables: payload.variables ?? undefined,
    operationName: payload.operationName ?? undefined,
    viewer,
    requestId: newId(),
    clientAddress,
  };
  return {
    schema: emptySchema,
    document,
    operationName: payload.operationName,
    contextValue: request,
  };
}

/** Thrown, a mistake in one subscription would close the socket of all of them. */
function parseOrTell(query: string): DocumentNode | GraphQLError {
  try {
    return parse(query, { maxTokens: 5_000 });
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    return new GraphQLError(error.message, { extensions: { code: 'GRAPHQL_PARSE_FAILED' } });
  }
}

function requestOf({ contextValue }: ExecutionArgs): GatewayRequest {
  return contextValue as GatewayRequest;
}

/** Formatted errors are what the protocol sends, whatever its types call them. */
function asSent(result: object): FormattedExecutionResult {
  return result;
}

/** Masked results carry formatted errors, which are what the protocol sends. */
function asProtocolResult(result: Promise<unknown>): Promise<ExecutionResult> {
  return result as Promise<ExecutionResult>;
}
