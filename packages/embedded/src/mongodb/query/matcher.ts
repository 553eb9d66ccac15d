import { notImplemented, refuse } from '../errors.ts';
import type { Doc } from '../values/bson.ts';
import { isPlainObject } from '../values/bson.ts';
import { compileField, compileValue } from './field.ts';
import type { CompileExpression, Predicate, QueryContext } from './types.ts';

const refusedTopLevel: Readonly<Record<string, true>> = {
  $where: true,
  $text: true,
  $jsonSchema: true,
  $sampleRate: true,
};

/** The compilers that operators with queries inside them call. */
export function queryContext(expression: CompileExpression | undefined): QueryContext {
  const context: QueryContext = {
    expression,
    filter: (filter) => compileEntries(filter, context),
    value: (operators) => compileValue(operators, context),
  };
  return context;
}

/** Compiles a filter. Whatever it does not know is refused, never ignored. */
export function compileFilter(filter: Doc, expression?: CompileExpression): Predicate {
  return queryContext(expression).filter(filter);
}

function compileEntries(filter: Doc, context: QueryContext): Predicate {
  return all(
    Object.keys(filter).flatMap((key) => {
      const predicate = compileEntry(key, filter[key], context);
      return predicate === null ? [] : [predicate];
    }),
  );
}

function all(predicates: readonly Predicate[]): Predicate {
  const [only] = predicates;
  if (only !== undefined && predicates.length === 1) return only;
  return (document, details) => predicates.every((predicate) => predicate(document, details));
}

function compileEntry(key: string, operand: unknown, context: QueryContext): Predicate | null {
  if (!key.startsWith('$')) return compileField(key, operand, context);
  switch (key) {
    case '$and':
      return all(clauses(key, operand, context));
    case '$or': {
      const predicates = clauses(key, operand, context);
      return (document, details) => predicates.some((predicate) => predicate(document, details));
    }
    case '$nor': {
      const predicates = clauses(key, operand, context);
      return (document) => !predicates.some((predicate) => predicate(document));
    }
    case '$comment':
      return null;
    case '$expr':
      if (context.expression === undefined) return notImplemented('$expr here');
      return context.expression(operand);
    default:
      if (Object.hasOwn(refusedTopLevel, key)) notImplemented(key);
      return refuse(2, `unknown top level operator: ${key}`);
  }
}

function clauses(key: string, operand: unknown, context: QueryContext): Predicate[] {
  if (!Array.isArray(operand)) return refuse(2, `${key} must be an array`);
  if (operand.length === 0) refuse(2, `${key} must be a nonempty array`);
  return operand.map((clause: unknown) =>
    isPlainObject(clause)
      ? context.filter(clause)
      : refuse(2, `${key} entries need to be full objects`),
  );
}
