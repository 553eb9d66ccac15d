import type { FastifyInstance } from 'fastify';
import {
  createNonceMemory,
  createSharedNonces,
  verifySignedStream,
} from '../access/signed-stream.ts';
import { viewerHeader } from '../access/signed-viewer.ts';
import { makeViewer } from '../access/viewer.ts';
import { newId } from '../ids.ts';
import type { Logger } from '../observability.ts';
import { patientBody, usualPatience } from '../routes/patient-body.ts';
import { errorAnswer, runRoute } from '../routes/run-route.ts';
import type { KeyValueStore } from '../stores/key-value-store.ts';
import type { Subgraph } from '../subgraph.ts';
import { addRawRoutes } from './add-raw-routes.ts';

// The gateway is stricter and answers first; this is for a gateway that is gone.
const patience = { ...usualPatience, idleMs: 2 * usualPatience.idleMs };

export type SubgraphRouteOptions = {
  readonly viewerSecret: string;
  /** Shared with the other processes of this subgraph, if there are any. */
  readonly keyValueStore?: KeyValueStore | undefined;
  readonly log: Logger;
};

/** The routes of a subgraph, for its gateway and nobody else. */
export function addSubgraphRoutes(
  server: FastifyInstance,
  subgraph: Subgraph,
  options: SubgraphRouteOptions,
): void {
  const { log, viewerSecret, keyValueStore } = options;
  const own = createNonceMemory();
  const nonces = keyValueStore === undefined ? own : createSharedNonces(own, keyValueStore);
  const routes = subgraph.routes ?? [];
  addRawRoutes(
    server,
    routes.map((route) => ({
      ...route,
      handle: async (request, body) => {
        const header = request.headers[viewerHeader];
        try {
          const envelope = await verifySignedStream(viewerSecret, {
            header: typeof header === 'string' ? header : undefined,
            method: request.method,
            target: request.url,
            nowMs: Date.now(),
            nonces,
          });
          return await runRoute(subgraph, route, {
            context: {
              viewer: makeViewer(envelope.viewer),
              requestId: envelope.requestId,
              clientAddress: envelope.clientAddress,
              log,
              now: () => new Date(),
              newId,
            },
            headers: singleHeaders(request.headers),
            query: new URL(request.url, 'http://subgraph').searchParams,
            body: patientBody(body, patience),
          });
        } catch (error) {
          return errorAnswer(error, request.id, log);
        }
      },
    })),
  );
}

function singleHeaders(headers: Readonly<Record<string, string | string[] | undefined>>) {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(', ') : value,
    ]),
  );
}
