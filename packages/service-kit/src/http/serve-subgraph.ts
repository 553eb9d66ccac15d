import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { z } from 'zod';
import { verifySignedViewer, viewerHeader } from '../access/signed-viewer.ts';
import { makeViewer } from '../access/viewer.ts';
import { badUserInput, PublicError, statusOfCode } from '../errors.ts';
import { newId } from '../ids.ts';
import type { Logger } from '../observability.ts';
import type { RequestContext, Subgraph } from '../subgraph.ts';
import { endConnectionsOnClose } from './end-connections.ts';
import { addHealthRoutes } from './health.ts';
import { addSubgraphRoutes, type SubgraphRouteOptions } from './subgraph-routes.ts';
import { createSendEvents, type SendEvents } from './send-events.ts';
import { createSubgraphExecutor, type SubgraphExecutor } from './subgraph-executor.ts';

const maxBodyBytes = 8 * 1024 * 1024;

const requestSchema = z.object({
  query: z.string(),
  variables: z.record(z.string(), z.unknown()).nullish(),
  operationName: z.string().nullish(),
});

export type SubgraphServer = { readonly url: string; stop(): Promise<void> };

/**
 * Serves one subgraph over HTTP to its gateway and nobody else: every request must carry a
 * viewer that the gateway signed for this very body.
 */
export async function serveSubgraph(
  subgraph: Subgraph,
  options: SubgraphRouteOptions & { host: string; port: number },
): Promise<SubgraphServer> {
  const server = fastify({
    bodyLimit: maxBodyBytes,
    // Longer than the gateway keeps idle connections, so that it is the gateway that closes.
    keepAliveTimeout: 75_000,
    forceCloseConnections: 'idle',
  });
  endConnectionsOnClose(server);
  readBodiesRaw(server);
  addHealthRoutes(server, () => subgraph.stores());

  const executor = createSubgraphExecutor(subgraph);
  const answering = { ...options, sendEvents: createSendEvents(server) };
  server.post('/graphql', async (request, reply) => {
    try {
      return await answer(executor, answering, request, reply);
    } catch (error) {
      if (!(error instanceof PublicError)) throw error;
      return reply.code(statusOfCode[error.code]).send({ errors: [error.toJSON()] });
    }
  });

  addSubgraphRoutes(server, subgraph, options);

  const url = await server.listen({ host: options.host, port: options.port });
  return { url: `${url}/graphql`, stop: () => server.close() };
}

/** The signature covers the bytes as they came. */
function readBodiesRaw(server: FastifyInstance): void {
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, body, done) => {
    done(null, body);
  });
}

async function answer(
  executor: SubgraphExecutor,
  options: { viewerSecret: string; log: Logger; sendEvents: SendEvents },
  request: FastifyRequest,
  reply: FastifyReply,
) {
  const header = request.headers[viewerHeader];
  const body = String(request.body);
  const envelope = verifySignedViewer(options.viewerSecret, {
    header: typeof header === 'string' ? header : undefined,
    body,
    nowMs: Date.now(),
  });
  const parsed = requestSchema.safeParse(parseJson(body));
  if (!parsed.success) throw badUserInput('The body is not a GraphQL request.');

  const context: RequestContext = {
    viewer: makeViewer(envelope.viewer),
    requestId: envelope.requestId,
    clientAddress: envelope.clientAddress,
    log: options.log,
    now: () => new Date(),
    newId,
  };
  const operation = {
    query: parsed.data.query,
    variables: parsed.data.variables ?? undefined,
    operationName: parsed.data.operationName ?? undefined,
  };
  if (request.headers.accept?.includes('text/event-stream')) {
    return options.sendEvents(reply, await executor.subscribe(operation, context));
  }
  return executor.execute(operation, context);
}

function parseJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    throw badUserInput('The body is not JSON.');
  }
}
