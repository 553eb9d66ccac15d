/** Expected refusals: data for the caller, never exceptions. */
export type InvalidInput = {
  readonly kind: 'InvalidInput';
  readonly message: string;
  readonly path: readonly string[];
};

export type NotFound = {
  readonly kind: 'NotFound';
  readonly message: string;
  readonly path: readonly string[];
};

export type CodeTaken = {
  readonly kind: 'CodeTaken';
  readonly message: string;
  readonly path: readonly string[];
  readonly code: string;
};

export const invalidInput = (message: string, ...path: readonly string[]): InvalidInput => ({
  kind: 'InvalidInput',
  message,
  path,
});

/** The words are the same for what is absent and for what lies outside the caller's area. */
export const notFound = (what: string, ...path: readonly string[]): NotFound => ({
  kind: 'NotFound',
  message: `There is no such ${what} in your area.`,
  path,
});

export const codeTaken = (code: string, ...path: readonly string[]): CodeTaken => ({
  kind: 'CodeTaken',
  message: `${code} is taken.`,
  path,
  code,
});
