import type { FastifyInstance } from 'fastify';
import type { StoreState } from '../subgraph.ts';

/**
 * `/healthz`: the process answers. `/readyz`: whether each store answers, 503 when one does
 * not. Neither names a host.
 */
export function addHealthRoutes(
  server: FastifyInstance,
  stores: () => Promise<readonly StoreState[]>,
): void {
  server.get('/healthz', async () => ({ status: 'ok' }));
  server.get('/readyz', async (_request, reply) => {
    const states = await stores();
    const ready = states.every((state) => state.ready);
    return reply
      .code(ready ? 200 : 503)
      .send({ status: ready ? 'ok' : 'degraded', stores: states });
  });
}
