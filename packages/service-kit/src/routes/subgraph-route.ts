import type { Readable } from 'node:stream';
import type { Permission } from '../access/permissions.ts';
import type { RequestContext } from '../subgraph.ts';

export type RouteMethod = 'GET' | 'POST';

export type RouteRequest<Context extends RequestContext = RequestContext> = {
  readonly context: Context;
  /** Those of `routeHeaders` that the client sent; names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly query: URLSearchParams;
  /** The bytes as they come; read no faster than they are used. */
  readonly body: Readable;
};

export type RouteAnswer = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** An object is sent as JSON. */
  readonly body: object;
};

/** Something a subgraph does over plain HTTP, the same for both transports. */
export type SubgraphRoute<Context extends RequestContext = RequestContext> = {
  readonly method: RouteMethod;
  readonly path: `/${string}`;
  /** Asked for before `handle` is called. */
  readonly permission?: Permission;
  /** A thrown PublicError is answered in the shape of the graph's errors. */
  handle(request: RouteRequest<Context>): Promise<RouteAnswer>;
};

/** The headers that travel with a request to a subgraph; credentials stay at the gateway. */
export const routeHeaders = [
  'accept',
  'accept-encoding',
  'content-encoding',
  'content-type',
  'idempotency-key',
] as const;
