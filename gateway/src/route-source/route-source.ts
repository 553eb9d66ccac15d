import type { Readable } from 'node:stream';
import type { RouteAnswer, RouteMethod, ViewerClaims } from '@waris/service-kit';
import type { SubgraphAddress } from '../data-source/subgraph-data-source.ts';

/** One request for a route of a subgraph, from a caller who is known. */
export type RouteForward = {
  readonly method: RouteMethod;
  readonly path: `/${string}`;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Readable;
  readonly viewer: ViewerClaims;
  readonly requestId: string;
  readonly clientAddress?: string | undefined;
};

/** The way to the routes of one subgraph; errors are answers. */
export type RouteSource = {
  handle(forward: RouteForward): Promise<RouteAnswer>;
  stop(): Promise<void>;
};

/** Chooses the transport for each subgraph that has routes. */
export type RouteSourceFactory = (subgraph: SubgraphAddress) => RouteSource;
