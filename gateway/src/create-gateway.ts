import './vendor-telemetry-off.ts';
import { ApolloGateway } from '@apollo/gateway';
import type { GatewayInterface } from '@apollo/server-gateway-interface';
import {
  anonymousClaims,
  newId,
  silentLogger,
  type Logger,
  type ViewerClaims,
} from '@waris/service-kit';
import type { ExecutionResult, GraphQLFormattedError } from 'graphql';
import { withCheckedVariables } from './check-variables.ts';
import { toApolloDataSource } from './data-source/apollo-data-source.ts';
import { createHttpDataSource } from './data-source/http.ts';
import type {
  DataSourceFactory,
  SubgraphAddress,
  SubgraphDataSource,
} from './data-source/subgraph-data-source.ts';
import { createHttpRouteSource } from './route-source/http.ts';
import type { RouteSource, RouteSourceFactory } from './route-source/route-source.ts';
import { withUniqueRepresentations } from './data-source/unique-representations.ts';
import { createExecutor } from './execute.ts';
import { createSubscriber } from './subscriptions/subscribe.ts';

export type GatewayRequest = {
  readonly query: string;
  readonly variables?: Readonly<Record<string, unknown>> | undefined;
  readonly operationName?: string | undefined;
  /** Who is asking; anonymous when left out. */
  readonly viewer?: ViewerClaims;
  readonly requestId?: string;
  readonly clientAddress?: string | undefined;
};

/** Data as plain JSON values, errors already masked. */
export type GatewayResult = {
  readonly data?: ExecutionResult['data'];
  readonly errors?: readonly GraphQLFormattedError[];
};

export type Gateway = {
  execute(request: GatewayRequest): Promise<GatewayResult>;
  /** A stream of results, or one result when the subscription is refused. */
  subscribe(
    request: GatewayRequest,
  ): Promise<GatewayResult | AsyncGenerator<GatewayResult, void, void>>;
  /** Serves another supergraph from the next request on; throws and keeps the old if it is bad. */
  reload(supergraphSdl: string): Promise<void>;
  stop(): Promise<void>;
  /** For Apollo Server, which serves HTTP on top; loads the supergraph once for both. */
  readonly apollo: GatewayInterface;
  /** The way to one subgraph, for what the gateway itself asks; undefined for an unknown name. */
  dataSourceOf(subgraph: string): SubgraphDataSource | undefined;
  /** The way to the HTTP routes of one subgraph; undefined for an unknown name. */
  routeSourceOf(subgraph: string): RouteSource | undefined;
  /** The subgraphs called so far or at loading, with their addresses. */
  subgraphs(): readonly SubgraphAddress[];
};

export type GatewayOptions = {
  readonly supergraphSdl: string;
  /** By default HTTP to the addresses in the supergraph. */
  readonly dataSource?: DataSourceFactory;
  /** The same for what a subgraph serves beside the graph. */
  readonly routeSource?: RouteSourceFactory;
  readonly log?: Logger;
};

/** A federated graph as a library: no server, no process-wide state. */
export function createGateway(options: GatewayOptions): Gateway {
  const log = options.log ?? silentLogger;
  const sources = new Map<string, SubgraphDataSource>();
  const addresses = new Map<string, SubgraphAddress>();
  const connect = options.dataSource ?? ((subgraph) => createHttpDataSource(subgraph, { log }));
  const sourceOf = (subgraph: SubgraphAddress): SubgraphDataSource => {
    const key = `${subgraph.name} ${subgraph.url}`;
    const known = sources.get(key) ?? withUniqueRepresentations(connect(subgraph));
    sources.set(key, known);
    addresses.set(subgraph.name, subgraph);
    return known;
  };

  const routes = createRouteSources(
    options.routeSource ?? ((subgraph) => createHttpRouteSource(subgraph, { log })),
    addresses,
  );

  let update: ((supergraphSdl: string) => void) | undefined;
  const apollo = new ApolloGateway({
    supergraphSdl: async (manager) => {
      update = manager.update;
      return { supergraphSdl: options.supergraphSdl };
    },
    buildService: ({ name, url }) => toApolloDataSource(sourceOf({ name, url: url ?? '' })),
    logger: quiet(log),
  });

  let loading: ReturnType<GatewayInterface['load']> | undefined;
  const shared: GatewayInterface = {
    load: withCheckedVariables(() => (loading ??= apollo.load())),
    onSchemaLoadOrUpdate: (listener) => apollo.onSchemaLoadOrUpdate(listener),
    stop: async () => undefined,
  };
  const execute = createExecutor(shared, log);
  const subscriber = createSubscriber(sourceOf, log);
  subscriber.load(options.supergraphSdl);

  return {
    apollo: shared,
    execute: (request) => execute(withDefaults(request, log)),
    subscribe: (request) => subscriber.subscribe(withDefaults(request, log)),
    reload: async (supergraphSdl) => {
      await execute.ready();
      if (update === undefined) throw new Error('The gateway is not loaded.');
      update(supergraphSdl);
      subscriber.load(supergraphSdl);
    },
    stop: async () => {
      await apollo.stop();
      await Promise.all(Array.from(sources.values(), (source) => source.stop()));
      await routes.stop();
    },
    subgraphs: () => Array.from(addresses.values()),
    routeSourceOf: routes.of,
    dataSourceOf: (name) => Array.from(sources).find(([key]) => key.startsWith(`${name} `))?.[1],
  };
}

/** Made when they are first asked for: most subgraphs have no routes. */
function createRouteSources(
  connect: RouteSourceFactory,
  addresses: ReadonlyMap<string, SubgraphAddress>,
) {
  const sources = new Map<string, RouteSource>();
  return {
    of: (name: string): RouteSource | undefined => {
      const subgraph = addresses.get(name);
      if (subgraph === undefined) return undefined;
      const key = `${name} ${subgraph.url}`;
      const source = sources.get(key) ?? connect(subgraph);
      sources.set(key, source);
      return source;
    },
    stop: async () => {
      await Promise.all(Array.from(sources.values(), (source) => source.stop()));
    },
  };
}

function withDefaults(request: GatewayRequest, log: Logger) {
  return {
    query: request.query,
    variables: request.variables ?? {},
    operationName: request.operationName,
    context: {
      viewer: request.viewer ?? anonymousClaims,
      requestId: request.requestId ?? newId(),
      clientAddress: request.clientAddress,
      log,
    },
  };
}

/** Apollo's own messages, at the level of detail of ours. */
function quiet(log: Logger) {
  return {
    debug: (message?: unknown) => log.debug({ detail: message }, 'apollo gateway'),
    info: (message?: unknown) => log.debug({ detail: message }, 'apollo gateway'),
    warn: (message?: unknown) => log.warn({ detail: message }, 'apollo gateway'),
    error: (message?: unknown) => log.error({ detail: message }, 'apollo gateway'),
  };
}
