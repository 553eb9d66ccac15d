import { fastifyApolloDrainPlugin, fastifyApolloHandler } from '@as-integrations/fastify';
import {
  addHealthRoutes,
  createSendEvents,
  endConnectionsOnClose,
  newId,
  PublicError,
  type Logger,
  type Patience,
  type StoreState,
  type ViewerClaims,
} from '@waris/service-kit';
import fastify, { type FastifyInstance, type FastifyRequest } from 'fastify';
import type { Gateway } from '../create-gateway.ts';
import type { GatewayContext } from '../gateway-context.ts';
import { createApolloServer } from './apollo-server.ts';
import { authenticateRequest } from './authenticate-request.ts';
import { limitBodyTime } from './body-timeout.ts';
import { tooLong } from './judge-operation.ts';
import { maxBodyBytes, maxQueryBytes } from './limits.ts';
import { addSandbox } from './sandbox.ts';
import { answerSubscription, isSubscription } from './server-sent-events.ts';
import { createStreamCap } from './stream-cap.ts';
import { addSubgraphRoutes } from './subgraph-routes.ts';
import { serveWebSockets } from './web-sockets.ts';

/** Tells who sends a request; throws UNAUTHENTICATED for bad credentials. */
export type Authenticate = (authorization: string | undefined) => Promise<ViewerClaims>;

export type GatewayServerOptions = {
  readonly host: string;
  readonly port: number;
  readonly introspection: boolean;
  readonly authenticate: Authenticate;
  /** For `/readyz`; a gateway alone has no store. */
  readonly stores: () => Promise<readonly StoreState[]>;
  readonly log: Logger;
  /** With the sender of a streamed body; the usual when left out. */
  readonly patience?: Patience;
  /** For how long a stream of events goes on unasked whether its reader may still see it. */
  readonly accessCheckMs?: number;
  /** How many streams of events one reader may have open; the usual when left out. */
  readonly mostStreams?: number;
};

export type GatewayServer = { readonly url: string; stop(): Promise<void> };

const requestTimeoutMs = 30_000;

declare module 'fastify' {
  interface FastifyRequest {
    gatewayContext: GatewayContext | null;
  }
}

/** Serves the graph over HTTP, server-sent events and WebSocket at `/graphql`. */
export async function serveGateway(
  gateway: Gateway,
  options: GatewayServerOptions,
): Promise<GatewayServer> {
  const server = fastify({
    bodyLimit: maxBodyBytes,
    http: { headersTimeout: requestTimeoutMs },
    keepAliveTimeout: 65_000,
    forceCloseConnections: 'idle',
    genReqId: () => newId(),
  });
  endConnectionsOnClose(server);
  const apollo = createApolloServer(gateway, {
    introspection: options.introspection,
    drain: fastifyApolloDrainPlugin(server),
  });
  await apollo.start();

  addHealthRoutes(server, options.stores);
  hideErrors(server, options.log);
  limitBodyTime(server, requestTimeoutMs);
  if (options.introspection) addSandbox(server);
  authenticateRequests(server, options);
  const handle = fastifyApolloHandler(apollo, { context: async (request) => contextOf(request) });
  refuseLongQueries(server);
  const sendEvents = createSendEvents(server);
  const openStream = createStreamCap(options.mostStreams);
  const streaming = { ...options, gateway, sendEvents, openStream };
  server.route({
    method: ['GET', 'POST', 'OPTIONS'],
    url: '/graphql',
    handler: async (request, reply) => {
      const context = contextOf(request);
      if (isSubscription(request)) {
        return answerSubscription(streaming, request, reply, context);
      }
      reply.header('x-request-id', context.requestId);
      return handle.call(server, request, reply);
    },
  });
  addSubgraphRoutes(server, gateway, options);
  await server.listen({ host: options.host, port: options.port });
  // Not before: a server that cannot listen would tell the sockets, which write of it themselves.
  const sockets = serveWebSockets(server.server, gateway, { ...options, openStream });
  const address = server.server.address();
  const port = typeof address === 'object' && address !== null ? address.port : options.port;
  return {
    url: `http://${options.host}:${port}`,
    stop: async () => {
      await sockets.stop();
      await apollo.stop();
      await server.close();
    },
  };
}

/** Before the body is read by anybody: a request is known or refused. */
function authenticateRequests(server: FastifyInstance, options: GatewayServerOptions): void {
  server.decorateRequest('gatewayContext', null);
  server.addHook('preHandler', async (request, reply) => {
    if (!request.url.startsWith('/graphql')) return;
    try {
      request.gatewayContext = await authenticateRequest(request, options);
    } catch (error) {
      if (!(error instanceof PublicError)) throw error;
      const status = error.code === 'UNAUTHENTICATED' ? 401 : 503;
      await reply.code(status).send({ errors: [error.toJSON()] });
    }
  });
}

/** Before it is parsed: the parser's own limit counts tokens, not bytes. */
function refuseLongQueries(server: FastifyInstance): void {
  server.addHook('preHandler', async (request, reply) => {
    const query = (request.body as { query?: unknown } | undefined)?.query;
    if (typeof query !== 'string' || Buffer.byteLength(query) <= maxQueryBytes) return;
    const error = { message: tooLong, extensions: { code: 'BAD_REQUEST' } };
    await reply.code(413).send({ errors: [error] });
  });
}

function contextOf(request: FastifyRequest): GatewayContext {
  if (request.gatewayContext === null) throw new Error('The request was not authenticated.');
  return request.gatewayContext;
}

/** Fastify's own refusals (too large, not JSON, not found) in the shape of the graph's errors. */
function hideErrors(server: FastifyInstance, log: Logger): void {
  server.setErrorHandler((error: Error & { statusCode?: number }, request, reply) => {
    const status = error.statusCode ?? 500;
    if (status >= 500) log.error({ err: error, requestId: request.id }, 'http request failed');
    const message = status >= 500 ? `Something went wrong (request ${request.id}).` : error.message;
    const code = status >= 500 ? 'INTERNAL_SERVER_ERROR' : 'BAD_REQUEST';
    return reply
      .code(status)
      .send({ errors: [{ message, extensions: { code, requestId: request.id } }] });
  });
  server.setNotFoundHandler((_request, reply) =>
    reply.code(404).send({
      errors: [{ message: 'The graph is at /graphql.', extensions: { code: 'NOT_FOUND' } }],
    }),
  );
}
