import type { SubgraphName } from '../subgraph.ts';
import type { RouteMethod } from './subgraph-route.ts';

export type PublicRoute = {
  readonly subgraph: SubgraphName;
  readonly method: RouteMethod;
  readonly path: `/${string}`;
};

/** What the gateway serves beside the graph. The supergraph cannot say it, and a subgraph alone must not. */
export const publicRoutes: readonly PublicRoute[] = [
  { subgraph: 'telemetry', method: 'POST', path: '/ingest/readings' },
  { subgraph: 'telemetry', method: 'GET', path: '/export/readings' },
  { subgraph: 'telemetry', method: 'GET', path: '/export/data-quality' },
];
