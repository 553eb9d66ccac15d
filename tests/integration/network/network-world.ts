import { openNetwork, type NetworkContext } from '@waris/network';
import {
  createSubgraphExecutor,
  silentLogger,
  type KeyValueStore,
  type Subgraph,
  type ViewerClaims,
} from '@waris/service-kit';
import { openTestKeyValueStore, testRequest, testStores } from '@waris/testkit';

export type NetworkWorld = {
  readonly subgraph: Subgraph<NetworkContext>;
  readonly keyValueStore: KeyValueStore;
  /** The answer as a client gets it, by default of someone who may do everything everywhere. */
  ask(
    query: string,
    variables?: Readonly<Record<string, unknown>>,
    claims?: Partial<ViewerClaims>,
  ): Promise<{ readonly data: unknown; readonly codes: readonly unknown[] }>;
  context(claims?: Partial<ViewerClaims>): NetworkContext;
  stop(): Promise<void>;
};

/** The network subgraph on the stores of the run. */
export async function openNetworkWorld(): Promise<NetworkWorld> {
  const keyValueStore = await openTestKeyValueStore();
  const subgraph = await openNetwork(
    { databaseUrl: testStores().postgresUrl },
    { keyValueStore, log: silentLogger },
  );
  const executor = createSubgraphExecutor(subgraph);
  return {
    subgraph,
    keyValueStore,
    ask: async (query, variables = {}, claims = {}) => {
      const { data, errors = [] } = await executor.execute(
        { query, variables },
        testRequest(claims),
      );
      // As JSON, since that is what travels.
      const plain: unknown = JSON.parse(JSON.stringify(data ?? null));
      return { data: plain, codes: errors.map(({ extensions }) => extensions['code']) };
    },
    context: (claims = {}) => subgraph.createContext(testRequest(claims)),
    stop: async () => {
      await subgraph.stop();
      await keyValueStore.stop();
    },
  };
}

/** The claims of someone limited to some regions, branches or DMAs. */
export function limitedTo(area: {
  readonly regionIds?: readonly string[];
  readonly branchIds?: readonly string[];
  readonly dmaIds?: readonly string[];
}): Partial<ViewerClaims> {
  return { scope: { regionIds: [], branchIds: [], dmaIds: [], ...area } };
}
