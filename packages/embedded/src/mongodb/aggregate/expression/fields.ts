import { isPlainObject } from '../../values/bson.ts';
import type { Form } from './types.ts';

/** What an operator knows of its fields, and says of an operand that lacks or exceeds them. */
export type Fields = {
  readonly required: readonly string[];
  readonly optional: readonly string[];
  refuseOther(): never;
  refuseUnknown(field: string): never;
  refuseMissing(field: string): never;
};

/** An operator whose operand is an object of expressions. */
export function fieldsForm(
  fields: Fields,
  apply: (values: Readonly<Record<string, unknown>>) => unknown,
): Form {
  const { required, optional } = fields;
  return (operand, names, compile) => {
    if (!isPlainObject(operand)) return fields.refuseOther();
    const unknown = Object.keys(operand).find(
      (key) => !required.includes(key) && !optional.includes(key),
    );
    if (unknown !== undefined) fields.refuseUnknown(unknown);
    const missing = required.find((key) => !(key in operand));
    if (missing !== undefined) fields.refuseMissing(missing);
    const compiled = Object.keys(operand).map((key) => ({
      key,
      evaluate: compile(operand[key], names),
    }));
    return (scope) =>
      apply(Object.fromEntries(compiled.map(({ key, evaluate }) => [key, evaluate(scope)])));
  };
}
