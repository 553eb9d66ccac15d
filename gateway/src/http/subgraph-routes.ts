import {
  addRawRoutes,
  errorAnswer,
  patientBody,
  PublicError,
  publicRoutes,
  routeHeaders,
  type PublicRoute,
  type RouteAnswer,
} from '@waris/service-kit';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Readable } from 'node:stream';
import type { Gateway } from '../create-gateway.ts';
import { authenticateRequest } from './authenticate-request.ts';
import type { GatewayServerOptions } from './serve-gateway.ts';

/** What subgraphs serve beside the graph, for callers whom the gateway knows. */
export function addSubgraphRoutes(
  server: FastifyInstance,
  gateway: Gateway,
  options: GatewayServerOptions,
): void {
  addRawRoutes(
    server,
    publicRoutes.map((route) => ({
      ...route,
      handle: async (request, body) => {
        const startedAt = performance.now();
        const answer = await forward(gateway, route, options, request, body).catch(
          (error: unknown) => errorAnswer(error, request.id, options.log),
        );
        options.log.info(
          {
            requestId: request.id,
            route: `${route.method} ${route.path}`,
            status: answer.status,
            durationMs: Math.round(performance.now() - startedAt),
          },
          'route',
        );
        return { ...answer, headers: { ...answer.headers, 'x-request-id': request.id } };
      },
    })),
  );
}

async function forward(
  gateway: Gateway,
  { subgraph, method, path }: PublicRoute,
  options: GatewayServerOptions,
  request: FastifyRequest,
  body: Readable,
): Promise<RouteAnswer> {
  const { viewer, requestId, clientAddress } = await authenticateRequest(request, options);
  const source = gateway.routeSourceOf(subgraph);
  if (source === undefined) {
    throw new PublicError('NOT_FOUND', 'There is nothing at this address.');
  }
  return source.handle({
    method,
    path,
    query: new URL(request.url, 'http://gateway').searchParams,
    headers: passedOn(request),
    body: patientBody(body, options.patience),
    viewer,
    requestId,
    clientAddress,
  });
}

function passedOn({ headers }: FastifyRequest): Record<string, string> {
  return Object.fromEntries(
    routeHeaders.flatMap((name) => {
      const value = headers[name];
      return typeof value === 'string' ? [[name, value]] : [];
    }),
  );
}
