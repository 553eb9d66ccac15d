import {
  createLogger,
  openKeyValueStore,
  parseEnvironment,
  redisAddressOf,
  redisSettings,
  serveSubgraph,
  settings,
  StartError,
  subgraphNames,
  type KeyValueStore,
  type Logger,
  type Subgraph,
  type SubgraphName,
} from '@waris/service-kit';
import { z } from 'zod';
import type { Environment } from '../config.ts';
import { stopOnSignals } from './stop-signals.ts';

const defaultPorts: Readonly<Record<SubgraphName, number>> = {
  identity: 4001,
  network: 4002,
  telemetry: 4003,
  analysis: 4004,
  knowledge: 4005,
};

type Shared = { readonly keyValueStore: KeyValueStore; readonly log: Logger };

/** Opens one subgraph; only its own code is loaded. */
async function open(name: SubgraphName, variables: Environment, shared: Shared): Promise<Subgraph> {
  switch (name) {
    case 'identity': {
      const { openIdentity, parseIdentityConfig } = await import('@waris/identity');
      return openIdentity(parseIdentityConfig(variables), shared);
    }
    case 'network': {
      const { openNetwork, parseNetworkConfig } = await import('@waris/network');
      return openNetwork(parseNetworkConfig(variables), shared);
    }
    case 'telemetry': {
      const { openTelemetry, parseTelemetryConfig } = await import('@waris/telemetry');
      const telemetry = await openTelemetry(parseTelemetryConfig(variables), shared);
      await telemetry.startMqtt();
      return telemetry;
    }
    case 'analysis': {
      const { openAnalysis, parseAnalysisConfig } = await import('@waris/analysis');
      return openAnalysis(parseAnalysisConfig(variables), shared);
    }
    case 'knowledge': {
      const { openKnowledge, parseKnowledgeConfig } = await import('@waris/knowledge');
      return openKnowledge(parseKnowledgeConfig(variables), shared);
    }
  }
}

function isSubgraphName(text: string): text is SubgraphName {
  return (subgraphNames as readonly string[]).includes(text);
}

/** Runs one subgraph for its gateway until it is told to stop. */
export async function runSubgraph(service: string, variables: Environment): Promise<void> {
  if (!isSubgraphName(service)) {
    throw new StartError(`There is no ${service} service: gateway, ${subgraphNames.join(', ')}.`);
  }
  const config = parseEnvironment(variables, {
    HOST: z.string().default('127.0.0.1'),
    PORT: settings.port.default(defaultPorts[service]),
    ...redisSettings,
    WARIS_VIEWER_SECRET: settings.secret,
    WARIS_LOG_LEVEL: settings.logLevel.default('info'),
  });
  const log = createLogger(service, config.WARIS_LOG_LEVEL);
  const keyValueStore = await openKeyValueStore(redisAddressOf(config), log);
  const subgraph = await open(service, variables, { keyValueStore, log });
  const server = await serveSubgraph(subgraph, {
    host: config.HOST,
    port: config.PORT,
    viewerSecret: config.WARIS_VIEWER_SECRET,
    keyValueStore,
    log,
  });
  log.info({ url: server.url }, 'service listens');
  stopOnSignals(async () => {
    await server.stop();
    await subgraph.stop();
    await keyValueStore.stop();
  });
}
