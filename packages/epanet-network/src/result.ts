/** Either a value, or every reason why there is none. */
export type Result<Value, Problem> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly errors: readonly Problem[] };

export function ok<Value>(value: Value): { readonly ok: true; readonly value: Value } {
  return { ok: true, value };
}

export function fail<Problem>(errors: readonly Problem[]): {
  readonly ok: false;
  readonly errors: readonly Problem[];
} {
  return { ok: false, errors };
}
