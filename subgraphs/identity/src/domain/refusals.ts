import type { Refusal } from '@waris/service-kit';

export { invalidInput, notFound, type InvalidInput, type NotFound } from '@waris/service-kit';

export type InvalidCredentials = Refusal<'InvalidCredentials'>;
export type EmailTaken = Refusal<'EmailTaken'>;
export type ExceedsOwnAccess = Refusal<'ExceedsOwnAccess'>;
export type LastAdmin = Refusal<'LastAdmin'>;
export type TooManyAttempts = Refusal<'TooManyAttempts'> & { readonly retryAfterSeconds: number };

export const exceedsOwnAccess = (message: string, ...path: string[]): ExceedsOwnAccess => ({
  kind: 'ExceedsOwnAccess',
  message,
  path,
});

export const lastAdmin: LastAdmin = {
  kind: 'LastAdmin',
  message: 'Nobody would be left who may do everything everywhere. Make another admin first.',
  path: ['userId'],
};
