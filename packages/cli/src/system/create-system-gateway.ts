import { readFile } from 'node:fs/promises';
import { createGateway, createInProcessDataSource, type Gateway } from '@waris/gateway';
import { supergraphFile } from '@waris/schema-kit';
import type { Logger, Subgraph } from '@waris/service-kit';
import type { System } from './open-system.ts';

/** The graph of WARIS over the subgraphs of this process. */
export async function createSystemGateway(system: System, log: Logger): Promise<Gateway> {
  const byName = new Map<string, Subgraph>(
    system.subgraphs.map((subgraph) => [subgraph.name, subgraph]),
  );
  return createGateway({
    supergraphSdl: await readFile(supergraphFile, 'utf8'),
    dataSource: ({ name }) => {
      const subgraph = byName.get(name);
      if (subgraph === undefined) throw new Error(`The supergraph names an unknown ${name}.`);
      return createInProcessDataSource(subgraph, log.child({ service: name }));
    },
    log,
  });
}
