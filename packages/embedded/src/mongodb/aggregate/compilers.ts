import type { Compute } from '../query/projection.ts';
import { compileFilter } from '../query/matcher.ts';
import type { Predicate } from '../query/types.ts';
import type { Doc } from '../values/bson.ts';
import { compileExpression } from './expression/compile.ts';
import { truthy } from './expression/types.ts';
import type { PipelineWorld } from './types.ts';

export type ExpressionWorld = Pick<PipelineWorld, 'now' | 'variables'>;

/** Compiles an expression into a function of the document alone. */
export function compileCompute(expression: unknown, { now, variables }: ExpressionWorld): Compute {
  const evaluate = compileExpression(expression, new Set(Object.keys(variables)));
  return (document) => evaluate({ root: document, variables, now });
}

/** Compiles a filter in which `$expr` is allowed. */
export function compileMatch(filter: Doc, { now, variables }: ExpressionWorld): Predicate {
  return compileFilter(filter, (expression) => {
    const evaluate = compileExpression(expression, new Set(Object.keys(variables)));
    return (document) => truthy(evaluate({ root: document, variables, now }));
  });
}
