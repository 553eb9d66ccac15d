import {
  errorAnswer,
  PublicError,
  serviceUnavailable,
  signStream,
  viewerHeader,
  type Logger,
  type RouteAnswer,
} from '@waris/service-kit';
import { Pool } from 'undici';
import type { SubgraphAddress } from '../data-source/subgraph-data-source.ts';
import type { RouteForward, RouteSource } from './route-source.ts';

export type HttpRouteSourceOptions = {
  /** Signs who is asking; unset for subgraphs that are not WARIS's. */
  readonly viewerSecret?: string | undefined;
  readonly log: Logger;
};

// Storing what was sent may take a while after its last byte.
const answerTimeoutMs = 300_000;
const passedBack = [
  'content-disposition',
  'content-encoding',
  'content-type',
  'idempotency-replayed',
  'retry-after',
  'vary',
] as const;

/**
 * Passes a request on to a subgraph over HTTP, its body as a stream in the pace of the subgraph.
 * Nothing is sent twice: only the client can begin its stream again.
 */
export function createHttpRouteSource(
  subgraph: SubgraphAddress,
  options: HttpRouteSourceOptions,
): RouteSource {
  const pool = new Pool(new URL(subgraph.url).origin, {
    connections: 32,
    connect: { timeout: 2_000 },
    keepAliveTimeout: 30_000,
    headersTimeout: answerTimeoutMs,
    bodyTimeout: answerTimeoutMs,
  });
  return {
    handle: async (forward) => {
      try {
        return await send(pool, options, forward);
      } catch (error) {
        // The body's own error: too slow, or cut off by the client.
        const cause = error instanceof PublicError ? error : unavailable(subgraph, options, error);
        return errorAnswer(cause, forward.requestId, options.log);
      }
    },
    stop: () => pool.close(),
  };
}

async function send(
  pool: Pool,
  options: HttpRouteSourceOptions,
  forward: RouteForward,
): Promise<RouteAnswer> {
  const query = forward.query.toString();
  const target = query === '' ? forward.path : `${forward.path}?${query}`;
  const response = await pool.request({
    method: forward.method,
    path: target,
    headers: { ...forward.headers, ...signature(options, forward, target) },
    body: forward.method === 'GET' ? null : forward.body,
  });
  const headers = passedBack.flatMap((name) => {
    const value = response.headers[name];
    return typeof value === 'string' ? [[name, value] as const] : [];
  });
  return {
    status: response.statusCode,
    headers: Object.fromEntries(headers),
    body: response.body,
  };
}

function signature(
  { viewerSecret }: HttpRouteSourceOptions,
  forward: RouteForward,
  target: string,
) {
  const { method, viewer, requestId, clientAddress } = forward;
  const request = { method, target, viewer, requestId, clientAddress, nowMs: Date.now() };
  return viewerSecret === undefined ? {} : { [viewerHeader]: signStream(viewerSecret, request) };
}

function unavailable(
  { name }: SubgraphAddress,
  { log }: HttpRouteSourceOptions,
  error: unknown,
): PublicError {
  log.warn({ err: error, subgraph: name }, 'subgraph does not answer');
  return serviceUnavailable(`The ${name} service`, error);
}
