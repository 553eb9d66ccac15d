import {
  createSubgraphExecutor,
  makeViewer,
  mapStream,
  newId,
  type Logger,
  type RequestContext,
  type Subgraph,
} from '@waris/service-kit';
import type { ExecutionResult } from 'graphql';
import {
  single,
  type SubgraphDataSource,
  type SubgraphFetch,
  type SubgraphResult,
} from './subgraph-data-source.ts';

/** Calls a subgraph of this process: no serialisation, documents parsed and validated once. */
export function createInProcessDataSource(subgraph: Subgraph, log: Logger): SubgraphDataSource {
  const executor = createSubgraphExecutor(subgraph);
  const contextOf = (fetch: SubgraphFetch): RequestContext => ({
    viewer: makeViewer(fetch.viewer),
    requestId: fetch.requestId,
    clientAddress: fetch.clientAddress,
    log,
    now: () => new Date(),
    newId,
  });
  return {
    execute: async (fetch) => plain(await executor.execute(fetch, contextOf(fetch))),
    subscribe: async (fetch) => {
      const results = await executor.subscribe(fetch, contextOf(fetch));
      return Symbol.asyncIterator in results ? mapStream(results, plain) : single(plain(results));
    },
    stop: async () => undefined,
  };
}

function plain(result: ExecutionResult): SubgraphResult {
  const { data, errors, extensions } = result;
  return {
    data,
    ...(errors === undefined ? {} : { errors: errors.map((error) => error.toJSON()) }),
    ...(extensions === undefined ? {} : { extensions }),
  };
}
