import { StartError } from '@waris/service-kit';

type Refusal = { readonly message: string; readonly path?: readonly string[] };

/** All that a use case refused, in one line; a fault in a file begins with where it is. */
export function refusedBy(refusals: readonly Refusal[]): StartError {
  return new StartError(refusals.map(describeRefusal).join(' '));
}

function describeRefusal({ message, path }: Refusal): string {
  const where = path?.join('.') ?? '';
  return where === '' ? message : `${where}: ${message}`;
}
