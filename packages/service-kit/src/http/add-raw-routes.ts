import type { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { RouteAnswer, RouteMethod } from '../routes/subgraph-route.ts';

export type RawRoute = {
  readonly method: RouteMethod;
  readonly path: string;
  handle(request: FastifyRequest, body: Readable): Promise<RouteAnswer>;
};

// How long the rest of a body is taken and thrown away after its answer, so that a client that
// is still sending gets to read the answer before the connection ends.
const lingerMs = 2_000;

/** Routes whose bodies are streams: no parser and no limit of the server's own touches them. */
export function addRawRoutes(server: FastifyInstance, routes: readonly RawRoute[]): void {
  void server.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', (_request, body, done) => done(null, body));
    scope.addHook('onResponse', async ({ raw }) => {
      if (raw.complete || raw.destroyed) return;
      const { socket } = raw;
      raw.resume();
      const linger = setTimeout(() => raw.complete || socket.destroy(), lingerMs).unref();
      raw.once('close', () => clearTimeout(linger));
    });
    for (const { method, path, handle } of routes) {
      scope.route({
        method,
        url: path,
        // It would make the whole answer and throw it away.
        exposeHeadRoute: false,
        handler: async (request, reply) => {
          await send(reply, await handle(request, request.raw));
          return reply;
        },
      });
    }
  });
}

async function send(reply: FastifyReply, answer: RouteAnswer): Promise<void> {
  void reply.code(answer.status).headers(answer.headers).send(answer.body);
}
