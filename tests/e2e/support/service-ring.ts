import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { migrate } from '@waris/database';
import { startEmbeddedEngines, type EmbeddedEngines } from '@waris/embedded';
import { composeSupergraph, warisSubgraphs } from '@waris/schema-kit';
import { freePort } from './free-port.ts';
import { makeTempFolder } from './temp-folder.ts';
import { waitUntilHealthy } from './wait-for.ts';
import { startWaris, type WarisProcess } from './waris-process.ts';

export type ServiceRing = {
  readonly url: string;
  readonly engines: EmbeddedEngines;
  readonly urls: ReadonlyMap<string, string>;
  readonly processes: ReadonlyMap<string, WarisProcess>;
};

/** The gateway and the five subgraphs as processes of their own, on stores that this one runs. */
export async function startServiceRing(startMs: number): Promise<ServiceRing> {
  const folder = await makeTempFolder();
  const engines = await startEmbeddedEngines({ dataDir: join(folder, '.waris') });
  await migrate(engines.postgresUrl);
  const environment = {
    DATABASE_URL: engines.postgresUrl,
    MONGODB_URL: engines.mongoUrl,
    WARIS_TOKEN_SECRET: engines.secrets.tokenSecret,
    WARIS_VIEWER_SECRET: engines.secrets.viewerSecret,
  };
  const processes = new Map<string, WarisProcess>();
  const urls = new Map<string, string>();
  for (const { name } of warisSubgraphs) {
    const port = await freePort();
    urls.set(name, `http://127.0.0.1:${port}`);
    processes.set(name, startWaris(['serve', name, '--port', String(port)], environment));
  }
  const file = join(folder, 'supergraph.graphql');
  const subgraphs = warisSubgraphs.map((subgraph) => ({
    ...subgraph,
    url: `${urls.get(subgraph.name)}/graphql`,
  }));
  await writeFile(file, composeSupergraph(subgraphs));
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const args = ['serve', 'gateway', '--supergraph', file, '--port', String(port)];
  processes.set('gateway', startWaris(args, environment));
  urls.set('gateway', url);
  for (const [name, waris] of processes) {
    await waitUntilHealthy(waris, urls.get(name) ?? '', startMs);
  }
  return { url, engines, urls, processes };
}
