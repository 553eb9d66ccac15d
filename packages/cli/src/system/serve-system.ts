import { readFile } from 'node:fs/promises';
import {
  createAuthenticator,
  createGateway,
  createInProcessDataSource,
  serveGateway,
} from '@waris/gateway';
import { supergraphFile } from '@waris/schema-kit';
import type { Logger } from '@waris/service-kit';
import type { CliConfig } from '../config.ts';
import type { Stores } from './open-stores.ts';
import { systemStores, type System } from './open-system.ts';

/** The gateway and all subgraphs in this process: what `waris up` serves. */
export async function serveSystem(
  system: System,
  stores: Stores,
  config: CliConfig,
  log: Logger,
): Promise<{ url: string; stop(): Promise<void> }> {
  const byName = new Map(system.subgraphs.map((subgraph) => [String(subgraph.name), subgraph]));
  const gateway = createGateway({
    supergraphSdl: await readFile(supergraphFile, 'utf8'),
    dataSource: ({ name }) => {
      const subgraph = byName.get(name);
      if (subgraph === undefined) throw new Error(`The supergraph names an unknown ${name}.`);
      return createInProcessDataSource(subgraph, log.child({ service: name }));
    },
    log,
  });
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
