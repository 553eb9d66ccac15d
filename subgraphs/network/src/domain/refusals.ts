import { notFound as nothingFound, type NotFound, type Refusal } from '@waris/service-kit';

export { invalidInput, type InvalidInput, type NotFound } from '@waris/service-kit';

export type CodeTaken = Refusal<'CodeTaken'> & { readonly code: string };

/** The words are the same for what is absent and for what lies outside the caller's area. */
export const notFound = (what: string, ...path: readonly string[]): NotFound =>
  nothingFound(`There is no such ${what} in your area.`, ...path);

export const codeTaken = (code: string, ...path: readonly string[]): CodeTaken => ({
  kind: 'CodeTaken',
  message: `${code} is taken.`,
  path,
  code,
});
