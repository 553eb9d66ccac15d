import { isNumeric, toDouble } from '../../values/numbers.ts';

/** What an expression can see: the document, the variables and the time of the command. */
export interface Scope {
  readonly root: unknown;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly now: Date;
}

/** A compiled expression; undefined means missing. */
export type Evaluate = (scope: Scope) => unknown;

export type Compile = (expression: unknown, names: ReadonlySet<string>) => Evaluate;

/** An operator over evaluated arguments. */
export interface Operator {
  readonly least: number;
  readonly most: number;
  readonly apply: (values: readonly unknown[]) => unknown;
}

/** An operator with a syntax of its own. */
export type Form = (operand: unknown, names: ReadonlySet<string>, compile: Compile) => Evaluate;

export const truthy = (value: unknown): boolean =>
  value !== undefined &&
  value !== null &&
  value !== false &&
  !(isNumeric(value) && toDouble(value) === 0);

export const isNullish = (value: unknown): value is null | undefined =>
  value === null || value === undefined;
