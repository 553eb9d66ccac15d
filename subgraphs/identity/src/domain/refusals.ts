/** Why a use case said no; each is a `UserError` of the graph under its kind and `Error`. */
type Refusal<Kind extends string> = {
  readonly kind: Kind;
  readonly message: string;
  readonly path: readonly string[];
};

export type InvalidInput = Refusal<'InvalidInput'>;
export type NotFound = Refusal<'NotFound'>;
export type InvalidCredentials = Refusal<'InvalidCredentials'>;
export type EmailTaken = Refusal<'EmailTaken'>;
export type ExceedsOwnAccess = Refusal<'ExceedsOwnAccess'>;
export type LastAdmin = Refusal<'LastAdmin'>;
export type TooManyAttempts = Refusal<'TooManyAttempts'> & { readonly retryAfterSeconds: number };

export const invalidInput = (message: string, ...path: string[]): InvalidInput => ({
  kind: 'InvalidInput',
  message,
  path,
});

export const notFound = (message: string, ...path: string[]): NotFound => ({
  kind: 'NotFound',
  message,
  path,
});

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
