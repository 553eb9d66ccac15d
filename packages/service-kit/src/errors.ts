import { GraphQLError } from 'graphql';

/** Codes a client may see in `extensions.code`; every other error is masked. */
export type ErrorCode =
  | 'BAD_USER_INPUT'
  | 'FORBIDDEN'
  | 'IDEMPOTENCY_CONFLICT'
  | 'INTERNAL_SERVER_ERROR'
  | 'NOT_FOUND'
  | 'PAYLOAD_TOO_LARGE'
  | 'RATE_LIMITED'
  | 'REQUEST_TIMEOUT'
  | 'SERVICE_UNAVAILABLE'
  | 'UNAUTHENTICATED'
  | 'UNSUPPORTED_MEDIA_TYPE';

/** An error whose message is written for the caller and may leave the service as it is. */
export class PublicError extends GraphQLError {
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string, cause?: unknown) {
    super(message, {
      extensions: { code },
      ...(cause instanceof Error ? { originalError: cause } : {}),
    });
    this.name = 'PublicError';
    this.code = code;
  }
}

export const unauthenticated = (message = 'Sign in first.') =>
  new PublicError('UNAUTHENTICATED', message);

export const forbidden = (permission: string) =>
  new PublicError('FORBIDDEN', `This needs the permission ${permission}.`);

export const badUserInput = (message: string) => new PublicError('BAD_USER_INPUT', message);

/** The store or service behind `what` did not answer in time; the caller may try again. */
export const serviceUnavailable = (what: string, cause?: unknown) =>
  new PublicError('SERVICE_UNAVAILABLE', `${what} is not available just now. Try again.`, cause);

/** The HTTP status of an answer that is this error and nothing else. */
export const statusOfCode: Readonly<Record<ErrorCode, number>> = {
  BAD_USER_INPUT: 400,
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
  NOT_FOUND: 404,
  REQUEST_TIMEOUT: 408,
  IDEMPOTENCY_CONFLICT: 409,
  PAYLOAD_TOO_LARGE: 413,
  UNSUPPORTED_MEDIA_TYPE: 415,
  RATE_LIMITED: 429,
  INTERNAL_SERVER_ERROR: 500,
  SERVICE_UNAVAILABLE: 503,
};

/** A start that cannot succeed: one line for the operator, no stack. */
export class StartError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'StartError';
  }
}
