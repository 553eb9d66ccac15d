import { StartError, type Result } from '@waris/service-kit';

/** The value of a step of the demo that its own data cannot make fail. */
export function sure<Value>(result: Result<Value, { readonly message: string }>): Value {
  if (result.ok) return result.value;
  throw new StartError(
    `The demo utility cannot be loaded: ${result.errors.map((error) => error.message).join(' ')}`,
  );
}
