import { openAnalysis, parseAnalysisConfig } from '@waris/analysis';
import { openIdentity, parseIdentityConfig } from '@waris/identity';
import { openKnowledge, parseKnowledgeConfig } from '@waris/knowledge';
import { openNetwork, parseNetworkConfig } from '@waris/network';
import {
  makeViewer,
  newId,
  serviceClaims,
  type Logger,
  type RequestContext,
  type StoreState,
} from '@waris/service-kit';
import { openTelemetry, parseTelemetryConfig } from '@waris/telemetry';
import type { Stores } from './open-stores.ts';

export type System = Awaited<ReturnType<typeof openSystem>>;

/** All five subgraphs in this process, on one set of stores; when one fails, none stays open. */
export async function openSystem(stores: Stores, log: Logger) {
  const { environment, keyValueStore } = stores;
  const logOf = (service: string) => log.child({ service });
  // All before any is opened: a setting that is wrong must not leave services half open.
  const configs = {
    identity: parseIdentityConfig(environment),
    network: parseNetworkConfig(environment),
    telemetry: parseTelemetryConfig(environment),
    analysis: parseAnalysisConfig(environment),
    knowledge: parseKnowledgeConfig(environment),
  };
  const [identity, network, telemetry, analysis, knowledge] = await allOrNone([
    openIdentity(configs.identity, { keyValueStore, log: logOf('identity') }),
    openNetwork(configs.network, { keyValueStore, log: logOf('network') }),
    openTelemetry(configs.telemetry, { keyValueStore, log: logOf('telemetry') }),
    openAnalysis(configs.analysis, { keyValueStore, log: logOf('analysis') }),
    openKnowledge(configs.knowledge, { keyValueStore, log: logOf('knowledge') }),
  ]);
  const subgraphs = { identity, network, telemetry, analysis, knowledge };
  return {
    ...subgraphs,
    subgraphs: Object.values(subgraphs),
    stop: async () => {
      await Promise.all(Object.values(subgraphs).map((subgraph) => subgraph.stop()));
      await keyValueStore.stop();
    },
  };
}

type Stoppable = { stop(): Promise<void> };

async function allOrNone<Services extends readonly Stoppable[]>(opening: {
  readonly [Index in keyof Services]: Promise<Services[Index]>;
}): Promise<Services> {
  try {
    return await Promise.all(opening);
  } catch (error) {
    await Promise.allSettled(opening.map(async (service) => (await service).stop()));
    throw error;
  }
}

/** One line for each store, whichever of the services use it. */
export async function systemStores(system: System): Promise<readonly StoreState[]> {
  const states = (await Promise.all(system.subgraphs.map((subgraph) => subgraph.stores()))).flat();
  const byName = new Map<string, StoreState>();
  for (const state of states) {
    const known = byName.get(state.name);
    if (known === undefined || (known.ready && !state.ready)) byName.set(state.name, state);
  }
  return Array.from(byName.values());
}

/** A request that the command line makes for itself. */
export function commandRequest(log: Logger): RequestContext {
  return {
    viewer: makeViewer(serviceClaims('command line')),
    requestId: newId(),
    log,
    now: () => new Date(),
    newId,
  };
}
