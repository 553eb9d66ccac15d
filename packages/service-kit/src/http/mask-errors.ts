import { GraphQLError } from 'graphql';
import { PublicError } from '../errors.ts';
import type { Logger } from '../observability.ts';

/**
 * Keeps the errors written for callers; replaces every other by its code and the request id,
 * under which the log has the whole of it.
 */
export function maskErrors(
  errors: readonly GraphQLError[],
  requestId: string,
  log: Logger,
): readonly GraphQLError[] {
  return errors.map((error) => maskError(error, requestId, log));
}

function maskError(error: GraphQLError, requestId: string, log: Logger): GraphQLError {
  const cause = error.originalError;
  if (cause instanceof PublicError || error instanceof PublicError) return error;
  // Without an original error it is GraphQL's own word about the request: a wrong variable.
  if (cause === undefined) {
    return withCode(error, error.message, 'BAD_USER_INPUT');
  }
  if (cause instanceof GraphQLError && cause.originalError === undefined) {
    return withCode(error, cause.message, 'BAD_USER_INPUT');
  }
  log.error({ err: cause, path: error.path, requestId }, 'request failed');
  return withCode(error, `Something went wrong (request ${requestId}).`, 'INTERNAL_SERVER_ERROR', {
    requestId,
  });
}

function withCode(
  error: GraphQLError,
  message: string,
  code: string,
  more: Readonly<Record<string, unknown>> = {},
): GraphQLError {
  return new GraphQLError(message, {
    ...(error.nodes === undefined ? {} : { nodes: error.nodes }),
    ...(error.path === undefined ? {} : { path: error.path }),
    extensions: { code, ...more },
  });
}
