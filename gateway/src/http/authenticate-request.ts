import type { FastifyRequest } from 'fastify';
import type { GatewayContext } from '../gateway-context.ts';
import type { GatewayServerOptions } from './serve-gateway.ts';

/** Who sends a request, and what travels with it; throws UNAUTHENTICATED for bad credentials. */
export async function authenticateRequest(
  request: FastifyRequest,
  { authenticate, log }: Pick<GatewayServerOptions, 'authenticate' | 'log'>,
): Promise<GatewayContext> {
  return {
    viewer: await authenticate(request.headers.authorization),
    requestId: request.id,
    log,
    clientAddress: request.ip,
  };
}
