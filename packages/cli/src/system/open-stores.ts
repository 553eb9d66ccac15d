import { randomBytes } from 'node:crypto';
import { openDataDirectory, readRunningEngines, startEmbeddedEngines } from '@waris/embedded';
import { openKeyValueStore, type KeyValueStore, type Logger } from '@waris/service-kit';
import type { CliConfig, Environment } from '../config.ts';

/** Where everything is kept, and the environment that tells the services so. */
export type Stores = {
  /** The caller's environment completed with the URLs and secrets of what was started. */
  readonly environment: Environment;
  readonly postgresUrl: string;
  readonly keyValueStore: KeyValueStore;
  /** `embedded`, `attached` to the engines of a running `waris up`, or `servers` by URL. */
  readonly kind: 'embedded' | 'attached' | 'servers';
  stop(): Promise<void>;
};

/** Whether the stores are opened to serve the graph, or for one command beside it. */
export type Purpose = 'serve' | 'command';

type Engines = {
  readonly kind: Stores['kind'];
  readonly environment: Environment;
  stop(): Promise<void>;
};

/**
 * Servers whose URLs are set are used; what is unset is embedded. A command that runs beside
 * `waris up` shares its embedded engines rather than opening the folder a second time.
 */
export async function openStores(
  config: CliConfig,
  environment: Environment,
  purpose: Purpose,
  log: Logger,
): Promise<Stores> {
  const engines = await openEngines(config, environment, purpose, log);
  const completed = { ...environment, ...engines.environment };
  try {
    return {
      kind: engines.kind,
      environment: completed,
      postgresUrl: String(completed['DATABASE_URL']),
      keyValueStore: await openKeyValueStore(config.redis, log),
      stop: engines.stop,
    };
  } catch (error) {
    await engines.stop();
    throw error;
  }
}

async function openEngines(
  config: CliConfig,
  environment: Environment,
  purpose: Purpose,
  log: Logger,
): Promise<Engines> {
  const { databaseUrl, mongoUrl } = config;
  if (databaseUrl !== undefined && mongoUrl !== undefined) {
    return useServers(config, environment, purpose);
  }
  const running = await readRunningEngines(config.dataDir);
  const urls = { databaseUrl, mongoUrl };
  if (running !== null) {
    return {
      kind: 'attached',
      environment: environmentOf(running, urls),
      stop: async () => undefined,
    };
  }
  const started = await startEmbeddedEngines({
    dataDir: config.dataDir,
    onInterruption: (reason) => {
      log.warn({ reason }, 'the embedded database gave up and is opened again once there is room');
    },
  });
  return {
    kind: 'embedded',
    environment: environmentOf(started, urls),
    stop: () => started.stop(),
  };
}

/** Stores by URL. Secrets that are not set are kept in the data folder by who serves. */
async function useServers(
  config: CliConfig,
  environment: Environment,
  purpose: Purpose,
): Promise<Engines> {
  const set = environment['WARIS_TOKEN_SECRET'] !== undefined;
  if (set && environment['WARIS_VIEWER_SECRET'] !== undefined) {
    return { kind: 'servers', environment: {}, stop: async () => undefined };
  }
  if (purpose === 'command') {
    // A command signs nothing that outlives it.
    const secret = () => randomBytes(32).toString('base64url');
    const secrets = { WARIS_TOKEN_SECRET: secret(), WARIS_VIEWER_SECRET: secret() };
    return { kind: 'servers', environment: secrets, stop: async () => undefined };
  }
  const directory = await openDataDirectory(config.dataDir);
  return {
    kind: 'servers',
    environment: {
      WARIS_TOKEN_SECRET: directory.secrets.tokenSecret,
      WARIS_VIEWER_SECRET: directory.secrets.viewerSecret,
    },
    stop: () => directory.close(),
  };
}

function environmentOf(
  engines: {
    postgresUrl: string;
    mongoUrl: string;
    secrets: { tokenSecret: string; viewerSecret: string };
  },
  urls: { databaseUrl: string | undefined; mongoUrl: string | undefined },
): Environment {
  return {
    DATABASE_URL: urls.databaseUrl ?? engines.postgresUrl,
    MONGODB_URL: urls.mongoUrl ?? engines.mongoUrl,
    WARIS_TOKEN_SECRET: engines.secrets.tokenSecret,
    WARIS_VIEWER_SECRET: engines.secrets.viewerSecret,
  };
}
