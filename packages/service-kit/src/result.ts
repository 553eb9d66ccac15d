/** Outcome of a use case: an expected refusal is data, a bug or an outage is a throw. */
export type Result<Value, Refusal> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly errors: readonly Refusal[] };

export function ok<Value>(value: Value): { readonly ok: true; readonly value: Value } {
  return { ok: true, value };
}

export function fail<Refusal>(...errors: readonly Refusal[]): {
  readonly ok: false;
  readonly errors: readonly Refusal[];
} {
  return { ok: false, errors };
}
