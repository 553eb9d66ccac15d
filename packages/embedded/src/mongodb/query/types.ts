import type { Doc } from '../values/bson.ts';
import { isPlainObject } from '../values/bson.ts';

/** What a match found on its way: the position that the positional operator `$` stands for. */
export interface MatchDetails {
  arrayIndex?: number;
}

/** Tests a document (or, for operators without a path, a single value). */
export type Predicate = (document: unknown, details?: MatchDetails) => boolean;

/** Compiles `$expr`; given by the caller, so that queries do not depend on pipelines. */
export type CompileExpression = (expression: unknown) => (document: unknown) => boolean;

/** The compilers that operators with queries inside them call. */
export interface QueryContext {
  readonly expression: CompileExpression | undefined;
  readonly filter: (filter: Doc) => Predicate;
  readonly value: (operators: Doc) => Predicate;
}

/** Tests one value that a path reached; `leafArrays` says whether it wants an array's members too. */
export interface ValueTest {
  readonly leafArrays: boolean;
  readonly test: (value: unknown) => boolean;
  /** For a test of whole arrays: the member that made it true. */
  readonly indexIn?: (value: unknown) => number;
}

/** True for `{ $gt: … }` and the like; false for a document meant as a value. */
export function isOperatorDocument(value: unknown): value is Doc {
  if (!isPlainObject(value)) return false;
  const [first] = Object.keys(value);
  return first?.startsWith('$') === true && first !== '$ref' && first !== '$id';
}
