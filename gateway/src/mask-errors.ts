import type { Logger } from '@waris/service-kit';
import { GraphQLError, type ExecutionResult, type GraphQLFormattedError } from 'graphql';
import type { GatewayResult } from './create-gateway.ts';

/** Codes whose messages are written for the caller, ours and Apollo Server's. */
const publicCodes = new Set([
  'BAD_REQUEST',
  'BAD_USER_INPUT',
  'FORBIDDEN',
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'NOT_FOUND',
  'OPERATION_RESOLUTION_FAILURE',
  'PERSISTED_QUERY_NOT_FOUND',
  'PERSISTED_QUERY_NOT_SUPPORTED',
  'RATE_LIMITED',
  'SERVICE_UNAVAILABLE',
  'UNAUTHENTICATED',
]);

/** A result as callers may see it. */
export function maskResult(
  { data, errors }: Pick<ExecutionResult, 'data' | 'errors'>,
  requestId: string,
  log: Logger,
): GatewayResult {
  return {
    ...(data === undefined ? {} : { data }),
    ...(errors === undefined
      ? {}
      : { errors: errors.map((error) => maskError(error, requestId, log)) }),
  };
}

/** What was thrown, as a result that callers may see. */
export function maskFailure(thrown: unknown, requestId: string, log: Logger): GatewayResult {
  const error = thrown instanceof GraphQLError ? thrown : new GraphQLError(String(thrown));
  return { errors: [maskError(error, requestId, log)] };
}

/**
 * Lets through what was written for callers and hides the rest behind the request id, under
 * which the log has it. Extensions are reduced to the code and the id: subgraph names, stacks
 * and addresses stay inside.
 */
export function maskError(
  error: GraphQLError | GraphQLFormattedError,
  requestId: string,
  log: Logger,
): GraphQLFormattedError {
  const code = error.extensions?.['code'];
  const isPublic = typeof code === 'string' && publicCodes.has(code);
  // A subgraph has logged its own; an error without a code is the gateway's.
  if (!isPublic && code !== 'INTERNAL_SERVER_ERROR') {
    log.error({ err: error, path: error.path, requestId }, 'gateway request failed');
  }
  return {
    message: isPublic ? error.message : `Something went wrong (request ${requestId}).`,
    ...(error.locations === undefined ? {} : { locations: error.locations }),
    ...(error.path === undefined ? {} : { path: error.path }),
    extensions: { code: isPublic ? code : 'INTERNAL_SERVER_ERROR', requestId },
  };
}
