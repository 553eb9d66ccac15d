import {
  createSubgraphExecutor,
  makeViewer,
  newId,
  promptStream,
  untilAborted,
  type Logger,
  type RequestContext,
  type Subgraph,
} from '@waris/service-kit';
import type { ExecutionResult } from 'graphql';
import type { SubgraphDataSource, SubgraphFetch, SubgraphResult } from './subgraph-data-source.ts';

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
    subscribe: (fetch) =>
      promptStream(async function* subscribe(signal) {
        const results = await executor.subscribe(fetch, contextOf(fetch));
        if (Symbol.asyncIterator in results) {
          for await (const result of untilAborted(results, signal)) yield plain(result);
        } else {
          yield plain(results);
        }
      }),
    stop: async () => undefined,
  };
}

function plain(result: ExecutionResult): SubgraphResult {
  return result.errors === undefined
    ? { data: result.data }
    : { data: result.data, errors: result.errors.map((error) => error.toJSON()) };
}
