import { createAuthenticator, serveGateway } from '@waris/gateway';
import type { Logger } from '@waris/service-kit';
import type { CliConfig } from '../config.ts';
import { createSystemGateway } from './create-system-gateway.ts';
import type { Stores } from './open-stores.ts';
import { systemStores, type System } from './open-system.ts';

/** The gateway and all subgraphs in this process: what `waris up` serves. */
export async function serveSystem(
  system: System,
  stores: Stores,
  config: CliConfig,
  log: Logger,
): Promise<{ url: string; stop(): Promise<void> }> {
  const gateway = await createSystemGateway(system, log);
  const server = await serveGateway(gateway, {
    host: config.host,
    port: config.port,
    introspection: true,
    authenticate: createAuthenticator({
      tokenSecret: String(stores.environment['WARIS_TOKEN_SECRET']),
      sessions: stores.keyValueStore,
      gateway,
      now: () => new Date(),
    }),
    stores: () => systemStores(system),
    log,
  });
  return {
    url: server.url,
    stop: async () => {
      await server.stop();
      await gateway.stop();
    },
  };
}
