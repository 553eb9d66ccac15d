import type { GraphQLSchema } from 'graphql';
import type { Logger } from 'pino';
import type { Viewer } from './access/viewer.ts';
import type { SubgraphRoute } from './routes/subgraph-route.ts';

export const subgraphNames = ['identity', 'network', 'telemetry', 'analysis', 'knowledge'] as const;

export type SubgraphName = (typeof subgraphNames)[number];

/** What every request brings along; a subgraph's context adds its repositories and loaders. */
export type RequestContext = {
  readonly viewer: Viewer;
  readonly requestId: string;
  readonly log: Logger;
  /** Where the client speaks from, when the gateway told; sign-ins are counted by it. */
  readonly clientAddress?: string | undefined;
  now(): Date;
  /** A new UUIDv7. */
  newId(): string;
};

/** One line of `/readyz`: a store this service needs and whether it answers. */
export type StoreState = {
  readonly name: string;
  readonly engine: string;
  readonly ready: boolean;
  /** One sentence for the operator when not ready. */
  readonly problem?: string;
};

/** A running subgraph, the same for both transports: in-process and HTTP. */
export type Subgraph<Context extends RequestContext = RequestContext> = {
  readonly name: SubgraphName;
  readonly schema: GraphQLSchema;
  /** HTTP beside the graph, for what does not fit into it. The gateway passes on publicRoutes. */
  readonly routes?: readonly SubgraphRoute<Context>[];
  createContext(request: RequestContext): Context;
  stores(): Promise<readonly StoreState[]>;
  stop(): Promise<void>;
};
