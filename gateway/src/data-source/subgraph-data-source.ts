import type { ViewerClaims } from '@waris/service-kit';
import type { ExecutionResult, GraphQLFormattedError } from 'graphql';

/** One request of a query plan to one subgraph. */
export type SubgraphFetch = {
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly operationName?: string | undefined;
  readonly viewer: ViewerClaims;
  readonly requestId: string;
  /** Where the client calls from, for limits and the audit log. */
  readonly clientAddress?: string | undefined;
};

/** What a subgraph answers: errors are plain objects in both transports. */
export type SubgraphResult = {
  readonly data?: ExecutionResult['data'];
  readonly errors?: readonly GraphQLFormattedError[];
  /** Of a subscription's event: its id, alike for all readers who may be told the same. */
  readonly extensions?: Readonly<Record<string, unknown>>;
};

/** The way to one subgraph. */
export type SubgraphDataSource = {
  /** Throws SERVICE_UNAVAILABLE when the subgraph does not answer, or not in GraphQL. */
  execute(fetch: SubgraphFetch): Promise<SubgraphResult>;
  /** Resolves once it is open. Ends when the subgraph ends it or the reader returns. */
  subscribe(fetch: SubgraphFetch): Promise<AsyncGenerator<SubgraphResult, void, void>>;
  stop(): Promise<void>;
};

export type SubgraphAddress = { readonly name: string; readonly url: string };

/** Chooses the transport for each subgraph of a supergraph. */
export type DataSourceFactory = (subgraph: SubgraphAddress) => SubgraphDataSource;

/** A fetch that may be sent twice: anything but a mutation. */
export function isRepeatable(fetch: SubgraphFetch): boolean {
  return !/^\s*mutation\b/.test(fetch.query);
}

/** A stream of one result: how a refused subscription answers. */
export async function* single<Item>(item: Item): AsyncGenerator<Item, void, void> {
  yield item;
}
