/** One line for a refusal of a use case; a fault in a file begins with where it is. */
export function describeRefusal(refusal: {
  readonly message: string;
  readonly path?: readonly string[];
}): string {
  const where = refusal.path?.join('.') ?? '';
  return where === '' ? refusal.message : `${where}: ${refusal.message}`;
}
