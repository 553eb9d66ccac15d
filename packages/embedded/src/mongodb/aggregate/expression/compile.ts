import { notImplemented, refuse } from '../../errors.ts';
import { isPlainObject } from '../../values/bson.ts';
import type { Doc } from '../../values/bson.ts';
import { member } from '../../values/paths.ts';
import { arithmetic } from './arithmetic.ts';
import { arrays } from './arrays.ts';
import { comparisons } from './comparisons.ts';
import { conversions } from './conversions.ts';
import { forms } from './forms.ts';
import { delegated } from './mingo.ts';
import { strings } from './strings.ts';
import type { Evaluate, Form, Operator, Scope } from './types.ts';

const operators: ReadonlyMap<string, Operator> = new Map(
  Object.entries({
    ...arithmetic,
    ...arrays,
    ...comparisons,
    ...conversions,
    ...delegated,
    ...strings,
  }),
);
const operatorForms: ReadonlyMap<string, Form> = new Map(Object.entries(forms));
const knownToMongo = new Set(
  '$accumulator $function $meta $rand $sampleRate $toDecimal $dateDiff $dateFromParts $tsIncrement $tsSecond $regexFind $regexFindAll $zip $sortArray $unsetField $setField $median $percentile $bitAnd $bitOr $bitXor $bitNot $indexOfBytes $binarySize $bsonSize $toHashedIndexKey $stdDevPop $stdDevSamp $firstN $lastN $maxN $minN $toUUID $allElementsTrue $log'.split(
    ' ',
  ),
);

const systemVariables = new Set(['ROOT', 'CURRENT', 'NOW', 'REMOVE']);

/** Compiles an expression; `names` are the variables that it may use. */
export function compileExpression(
  expression: unknown,
  names: ReadonlySet<string> = new Set(),
): Evaluate {
  if (typeof expression === 'string') {
    return expression.startsWith('$') ? compilePath(expression, names) : () => expression;
  }
  if (Array.isArray(expression)) {
    const members = expression.map((item: unknown) => compileExpression(item, names));
    return (scope) => members.map((evaluate) => evaluate(scope) ?? null);
  }
  if (!isPlainObject(expression)) return () => expression;
  const [first] = Object.keys(expression);
  return first?.startsWith('$') === true
    ? compileOperator(first, expression, names)
    : compileObject(expression, names);
}

function compileObject(expression: Doc, names: ReadonlySet<string>): Evaluate {
  const fields = Object.keys(expression).map((key) => {
    if (key.includes('.')) refuse(16412, "FieldPath field names may not contain '.'.");
    return { key, evaluate: compileExpression(expression[key], names) };
  });
  return (scope) => {
    const result: Doc = {};
    for (const { key, evaluate } of fields) {
      const value = evaluate(scope);
      if (value !== undefined) result[key] = value;
    }
    return result;
  };
}

function compileOperator(name: string, expression: Doc, names: ReadonlySet<string>): Evaluate {
  if (Object.keys(expression).length !== 1) {
    refuse(15983, 'An object representing an expression must have exactly one field');
  }
  const operand = expression[name];
  const form = operatorForms.get(name);
  if (form !== undefined) return form(operand, names, compileExpression);
  const operator = operators.get(name);
  if (operator === undefined) {
    if (knownToMongo.has(name)) notImplemented(`The expression ${name}`);
    return refuse(168, `Unrecognized expression '${name}'`);
  }
  const operands: unknown[] = Array.isArray(operand) ? operand : [operand];
  if (operands.length < operator.least || operands.length > operator.most) {
    refuse(
      16020,
      `Expression ${name} takes ${operator.least} arguments. ${operands.length} were passed in.`,
    );
  }
  const evaluators = operands.map((item) => compileExpression(item, names));
  return (scope) => operator.apply(evaluators.map((evaluate) => evaluate(scope)));
}

function compilePath(text: string, names: ReadonlySet<string>): Evaluate {
  if (!text.startsWith('$$')) {
    const parts = splitPath(text.slice(1));
    return ({ root, variables }) =>
      resolve('CURRENT' in variables ? variables['CURRENT'] : root, parts);
  }
  const [name = '', ...rest] = splitPath(text.slice(2));
  if (!systemVariables.has(name) && !names.has(name))
    refuse(17276, `Use of undefined variable: ${name}`);
  return (scope) => resolve(variable(name, scope), rest);
}

function splitPath(path: string): string[] {
  const parts = path.split('.');
  if (parts.includes('')) refuse(40352, 'FieldPath cannot be constructed with empty string');
  if (parts.some((part) => part.startsWith('$'))) {
    refuse(
      16410,
      "FieldPath field names may not start with '$'. Consider using $getField or $setField.",
    );
  }
  return parts;
}

function variable(name: string, { root, variables, now }: Scope): unknown {
  if (Object.hasOwn(variables, name)) return variables[name];
  if (name === 'NOW') return now;
  return name === 'REMOVE' ? undefined : root;
}

/** A path in an expression: through the documents of arrays, collecting what is there. */
export function resolve(value: unknown, parts: readonly string[]): unknown {
  const [part, ...rest] = parts;
  if (part === undefined) return value;
  if (isPlainObject(value)) return resolve(member(value, part), rest);
  if (!Array.isArray(value)) return undefined;
  return value
    .filter(isPlainObject)
    .map((item) => resolve(item, parts))
    .filter((item) => item !== undefined);
}
