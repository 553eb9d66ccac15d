import { PublicError } from '@waris/service-kit';

/** What the database says of a disk without room is nobody's bug, and worth saying. */
export function diskFullOr(error: unknown): unknown {
  const isDiskFull = error instanceof Error && 'code' in error && error.code === '53100';
  return isDiskFull
    ? new PublicError(
        'SERVICE_UNAVAILABLE',
        'The disk of the database is full. Send it again once there is room.',
        error,
      )
    : error;
}
