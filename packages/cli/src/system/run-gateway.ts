import { readFile } from 'node:fs/promises';
import {
  createAuthenticator,
  createGateway,
  createHttpDataSource,
  createHttpRouteSource,
  parseGatewayConfig,
  parseServerConfig,
  serveGateway,
  subgraphStates,
  type Authenticate,
  type Gateway,
} from '@waris/gateway';
import { supergraphFile } from '@waris/schema-kit';
import {
  anonymousClaims,
  createLogger,
  openKeyValueStore,
  StartError,
  type KeyValueStore,
  type Logger,
} from '@waris/service-kit';
import type { Environment } from '../config.ts';
import { stopOnSignals } from './stop-signals.ts';

/** Serves a supergraph file over HTTP; the subgraphs are at the addresses in the file. */
export async function runGateway(
  variables: Environment,
  options: { supergraph: string | undefined; anonymous: boolean },
): Promise<void> {
  const config = parseServerConfig(variables);
  const log = createLogger('gateway', config.logLevel);
  const file = options.supergraph ?? supergraphFile;
  const supergraphSdl = await readFile(file, 'utf8').catch((error: unknown) => {
    throw new StartError(`The supergraph ${file} cannot be read.`, { cause: error });
  });
  const access = options.anonymous ? null : await openAccess(variables, log);
  const gateway = createGateway({
    supergraphSdl,
    dataSource: (subgraph) =>
      createHttpDataSource(subgraph, { viewerSecret: access?.viewerSecret, log }),
    routeSource: (subgraph) =>
      createHttpRouteSource(subgraph, { viewerSecret: access?.viewerSecret, log }),
    log,
  });
  const server = await serveGateway(gateway, {
    ...config,
    authenticate: access?.authenticatorOf(gateway) ?? (async () => anonymousClaims),
    // Subgraphs that are not WARIS's have no readiness of ours to ask for.
    stores: async () =>
      access === null
        ? []
        : [await access.sessions.state(), ...(await subgraphStates(gateway.subgraphs()))],
    log,
  }).catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE') throw error;
    throw new StartError(`The supergraph ${file} cannot be served: ${String(error)}`, {
      cause: error,
    });
  });
  log.info({ url: server.url }, 'gateway listens');
  stopOnSignals(async () => {
    await server.stop();
    await gateway.stop();
    await access?.sessions.stop();
  });
}

type Access = {
  readonly viewerSecret: string;
  readonly sessions: KeyValueStore;
  authenticatorOf(gateway: Gateway): Authenticate;
};

async function openAccess(variables: Environment, log: Logger): Promise<Access> {
  const config = parseGatewayConfig(variables);
  const sessions = await openKeyValueStore(config.redis, log);
  return {
    viewerSecret: config.viewerSecret,
    sessions,
    authenticatorOf: (gateway) =>
      createAuthenticator({
        tokenSecret: config.tokenSecret,
        sessions,
        gateway,
        now: () => new Date(),
      }),
  };
}
