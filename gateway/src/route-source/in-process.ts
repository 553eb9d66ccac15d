import {
  errorAnswer,
  findRoute,
  makeViewer,
  newId,
  PublicError,
  runRoute,
  type Logger,
  type Subgraph,
} from '@waris/service-kit';
import type { RouteSource } from './route-source.ts';

/** Calls the routes of a subgraph of this process. */
export function createInProcessRouteSource(subgraph: Subgraph, log: Logger): RouteSource {
  return {
    handle: async ({ method, path, query, headers, body, ...asker }) => {
      const route = findRoute(subgraph, method, path);
      if (route === undefined) return errorAnswer(noSuchRoute(), asker.requestId, log);
      const context = {
        viewer: makeViewer(asker.viewer),
        requestId: asker.requestId,
        clientAddress: asker.clientAddress,
        log,
        now: () => new Date(),
        newId,
      };
      return runRoute(subgraph, route, { context, headers, query, body });
    },
    stop: async () => undefined,
  };
}

const noSuchRoute = () => new PublicError('NOT_FOUND', 'There is nothing at this address.');
