import { readFile } from 'node:fs/promises';
import {
  createGateway,
  createInProcessDataSource,
  createInProcessRouteSource,
  type Gateway,
} from '@waris/gateway';
import { supergraphFile } from '@waris/schema-kit';
import type { Logger, Subgraph } from '@waris/service-kit';
import type { System } from './open-system.ts';

/** The graph of WARIS over the subgraphs of this process. */
export async function createSystemGateway(system: System, log: Logger): Promise<Gateway> {
  const byName = new Map<string, Subgraph>(
    system.subgraphs.map((subgraph) => [subgraph.name, subgraph]),
  );
  const subgraphOf = (name: string): Subgraph => {
    const subgraph = byName.get(name);
    if (subgraph === undefined) throw new Error(`The supergraph names an unknown ${name}.`);
    return subgraph;
  };
  return createGateway({
    supergraphSdl: await readFile(supergraphFile, 'utf8'),
    dataSource: ({ name }) =>
      createInProcessDataSource(subgraphOf(name), log.child({ service: name })),
    routeSource: ({ name }) =>
      createInProcessRouteSource(subgraphOf(name), log.child({ service: name })),
    log,
  });
}
