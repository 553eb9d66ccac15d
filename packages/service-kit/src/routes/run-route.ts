import { PublicError, statusOfCode, type ErrorCode } from '../errors.ts';
import type { Logger } from '../observability.ts';
import type { RequestContext, Subgraph } from '../subgraph.ts';
import type { RouteAnswer, RouteMethod, RouteRequest, SubgraphRoute } from './subgraph-route.ts';

export function findRoute(
  subgraph: Subgraph,
  method: RouteMethod,
  path: string,
): SubgraphRoute | undefined {
  return subgraph.routes?.find((route) => route.method === method && route.path === path);
}

/** Runs a route for either transport; every error becomes an answer. */
export async function runRoute(
  subgraph: Subgraph,
  route: SubgraphRoute,
  request: RouteRequest,
): Promise<RouteAnswer> {
  const { viewer, requestId, log } = request.context;
  try {
    if (route.permission !== undefined) viewer.require(route.permission);
    const context: RequestContext = subgraph.createContext(request.context);
    return await route.handle({ ...request, context });
  } catch (error) {
    return errorAnswer(error, requestId, log);
  }
}

/** An error in the shape of the graph's; what was not written for callers goes to the log. */
export function errorAnswer(error: unknown, requestId: string, log: Logger): RouteAnswer {
  const { code, message } = publicFace(error, requestId, log);
  return {
    status: statusOfCode[code],
    headers: code === 'SERVICE_UNAVAILABLE' ? { 'retry-after': '1' } : {},
    body: { errors: [{ message, extensions: { code, requestId } }] },
  };
}

function publicFace(error: unknown, requestId: string, log: Logger): PublicFace {
  if (error instanceof PublicError) return error;
  log.error({ err: error, requestId }, 'route failed');
  return {
    code: 'INTERNAL_SERVER_ERROR',
    message: `Something went wrong (request ${requestId}).`,
  };
}

type PublicFace = { readonly code: ErrorCode; readonly message: string };
