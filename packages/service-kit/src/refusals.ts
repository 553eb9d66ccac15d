/** Why a use case said no: data for the caller, never an exception. */
export type Refusal<Kind extends string> = {
  readonly kind: Kind;
  readonly message: string;
  /** The part of the input that is refused. */
  readonly path: readonly string[];
};

export type InvalidInput = Refusal<'InvalidInput'>;
export type NotFound = Refusal<'NotFound'>;

export const invalidInput = (message: string, ...path: readonly string[]): InvalidInput => ({
  kind: 'InvalidInput',
  message,
  path,
});

export const notFound = (message: string, ...path: readonly string[]): NotFound => ({
  kind: 'NotFound',
  message,
  path,
});

/** Resolves every union of `userErrors`: a refusal of the kind `NotFound` is a `NotFoundError`. */
export const userErrorByKind = {
  __resolveType: <Kind extends string>({ kind }: { readonly kind: Kind }): `${Kind}Error` =>
    `${kind}Error`,
};
