import type { Server } from 'node:http';
import { newId, PublicError, type ViewerClaims } from '@waris/service-kit';
import {
  GraphQLSchema,
  type DocumentNode,
  type ExecutionArgs,
  type ExecutionResult,
  type FormattedExecutionResult,
} from 'graphql';
import type { SubscribePayload } from 'graphql-ws';
import { useServer } from 'graphql-ws/use/ws';
import { WebSocketServer } from 'ws';
import type { Gateway, GatewayRequest } from '../create-gateway.ts';
import { judgeOperation } from './judge-operation.ts';
import type { GatewayServerOptions } from './serve-gateway.ts';
import type { OpenStream } from './stream-cap.ts';
import { whileAllowed } from './while-allowed.ts';

const maxMessageBytes = 1024 * 1024;

const emptySchema = new GraphQLSchema({});

/**
 * The graphql-ws protocol at `/graphql`. The token comes in the connection's parameters as
 * `authorization`; without a good one the socket is closed with 4401.
 */
export function serveWebSockets(
  httpServer: Server,
  gateway: Gateway,
  { openStream, ...options }: GatewayServerOptions & { readonly openStream: OpenStream },
): { stop(): Promise<void> } {
  const sockets = new WebSocketServer({
    server: httpServer,
    path: '/graphql',
    maxPayload: maxMessageBytes,
  });

  const server = useServer(
    {
      onConnect: async ({ connectionParams, extra }) => {
        try {
          await options.authenticate(authorizationOf(connectionParams));
          return true;
        } catch (error) {
          if (!(error instanceof PublicError)) throw error;
          extra.socket.close(4401, 'Unauthorized');
          return false;
        }
      },
      // Anew for each operation: a socket lasts, and with it must not last what its token allowed.
      onSubscribe: async ({ connectionParams, extra }, _id, payload) => {
        const authorization = authorizationOf(connectionParams);
        const document = judgeOperation(payload.query, options);
        if (!('kind' in document)) return document;
        try {
          const viewer = await options.authenticate(authorization);
          const clientAddress = extra.request.socket.remoteAddress;
          // Only the gateway's functions below read these; the schema stays inside it.
          return operationArguments(payload, document, { viewer, authorization, clientAddress });
        } catch (error) {
          if (error instanceof PublicError) return [error];
          throw error;
        }
      },
      // Masked results are plain: the protocol's own way would ask their errors to become so.
      onNext: (_context, _id, _payload, _args, result) => asSent(result),
      execute: (args) => asProtocolResult(gateway.execute(requestOf(args))),
      subscribe: async (args) => {
        const request = requestOf(args);
        const results = await openStream(request.viewer, () => gateway.subscribe(request));
        return asProtocolResult(whileAllowed(results, options, request));
      },
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

/** Who sends an operation, and by which credentials. */
type Sender = {
  readonly viewer: ViewerClaims;
  readonly authorization: string | undefined;
  readonly clientAddress: string | undefined;
};

type SocketRequest = GatewayRequest & Sender;

function authorizationOf(parameters: Readonly<Record<string, unknown>> | undefined) {
  const given = parameters?.['authorization'];
  return typeof given === 'string' ? given : undefined;
}

/**
 * graphql-ws wants what graphql-js executes. Only the functions above ever read it, so the
 * request itself travels as the context and the schema stays inside the gateway.
 */
function operationArguments(
  payload: SubscribePayload,
  document: DocumentNode,
  sender: Sender,
): ExecutionArgs {
  const request: SocketRequest = {
    query: payload.query,
    variables: payload.variables ?? undefined,
    operationName: payload.operationName ?? undefined,
    requestId: newId(),
    ...sender,
  };
  return {
    schema: emptySchema,
    document,
    operationName: payload.operationName,
    contextValue: request,
  };
}

function requestOf({ contextValue }: ExecutionArgs): SocketRequest {
  return contextValue as SocketRequest;
}

/** Formatted errors are what the protocol sends, whatever its types call them. */
function asSent(result: object): FormattedExecutionResult {
  return result;
}

/** Masked results carry formatted errors, which are what the protocol sends. */
async function asProtocolResult(result: unknown): Promise<ExecutionResult> {
  return (await result) as ExecutionResult;
}
