export { createInProcessDataSource } from './data-source/in-process.ts';
export { createHttpDataSource, type HttpDataSourceOptions } from './data-source/http.ts';
export type {
  DataSourceFactory,
  SubgraphAddress,
  SubgraphDataSource,
  SubgraphFetch,
  SubgraphResult,
} from './data-source/subgraph-data-source.ts';
export {
  createGateway,
  type Gateway,
  type GatewayOptions,
  type GatewayRequest,
  type GatewayResult,
} from './create-gateway.ts';
export { createInProcessRouteSource } from './route-source/in-process.ts';
export { createHttpRouteSource } from './route-source/http.ts';
export type { RouteForward, RouteSource, RouteSourceFactory } from './route-source/route-source.ts';
export { createAuthenticator } from './access/authenticate.ts';
export {
  parseGatewayConfig,
  parseServerConfig,
  type GatewayConfig,
  type ServerConfig,
} from './config.ts';
export { subgraphStates } from './http/subgraph-states.ts';
export {
  serveGateway,
  type Authenticate,
  type GatewayServer,
  type GatewayServerOptions,
} from './http/serve-gateway.ts';
