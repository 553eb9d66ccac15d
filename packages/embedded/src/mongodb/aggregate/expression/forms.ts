import { refuse } from '../../errors.ts';
import type { Doc } from '../../values/bson.ts';
import { isPlainObject } from '../../values/bson.ts';
import { member } from '../../values/paths.ts';
import { typeName } from '../../values/types.ts';
import { convertForm } from './conversions.ts';
import { dateForms } from './dates.ts';
import { stringForms } from './strings.ts';
import type { Compile, Evaluate, Form } from './types.ts';
import { isNullish, truthy } from './types.ts';

/** The operand as an object with only the given fields. */
export function objectOperand(
  name: string,
  operand: unknown,
  required: readonly string[],
  optional: readonly string[] = [],
): Doc {
  if (!isPlainObject(operand))
    return refuse(16878, `${name} only supports an object as its argument`);
  for (const field of required) {
    if (!(field in operand)) refuse(16880, `Missing '${field}' parameter to ${name}`);
  }
  for (const field of Object.keys(operand)) {
    if (!required.includes(field) && !optional.includes(field)) {
      refuse(16879, `Unrecognized parameter to ${name}: ${field}`);
    }
  }
  return operand;
}

function compileAll(operand: unknown, names: ReadonlySet<string>, compile: Compile): Evaluate[] {
  const operands: unknown[] = Array.isArray(operand) ? operand : [operand];
  return operands.map((item) => compile(item, names));
}

const $cond: Form = (operand, names, compile) => {
  if (Array.isArray(operand) && operand.length !== 3) {
    refuse(16020, `Expression $cond takes exactly 3 arguments. ${operand.length} were passed in.`);
  }
  const [condition, yes, no] = Array.isArray(operand)
    ? compileAll(operand, names, compile)
    : ['if', 'then', 'else'].map((field) =>
        compile(objectOperand('$cond', operand, ['if', 'then', 'else'])[field], names),
      );
  return (scope) => (truthy(condition?.(scope)) ? yes?.(scope) : no?.(scope));
};

const $switch: Form = (operand, names, compile) => {
  const { branches, default: otherwise } = objectOperand(
    '$switch',
    operand,
    ['branches'],
    ['default'],
  );
  if (!Array.isArray(branches) || branches.length === 0)
    refuse(40068, '$switch requires at least one branch');
  const compiled = (branches as unknown[]).map((branch) => {
    const fields = objectOperand('$switch', branch, ['case', 'then']);
    return { test: compile(fields['case'], names), then: compile(fields['then'], names) };
  });
  const last = isPlainObject(operand) && 'default' in operand ? compile(otherwise, names) : null;
  return (scope) => {
    const branch = compiled.find(({ test }) => truthy(test(scope)));
    if (branch !== undefined) return branch.then(scope);
    if (last === null)
      return refuse(
        40066,
        '$switch could not find a matching branch for an input, and no default was specified.',
      );
    return last(scope);
  };
};

function variableName(name: unknown): string {
  return typeof name === 'string' && /^[a-z]\w*$/.test(name)
    ? name
    : refuse(16867, 'not a valid variable name');
}

/** The names known inside. */
function withNames(names: ReadonlySet<string>, ...added: string[]): ReadonlySet<string> {
  return new Set([...names, ...added.map(variableName)]);
}

const $let: Form = (operand, names, compile) => {
  const { vars, in: body } = objectOperand('$let', operand, ['vars', 'in']);
  if (!isPlainObject(vars)) return refuse(16874, 'invalid parameter: expected an object (vars)');
  const bound = Object.keys(vars).map((name) => ({ name, evaluate: compile(vars[name], names) }));
  const inner = compile(body, withNames(names, ...Object.keys(vars)));
  return (scope) => {
    const added = bound.map(({ name, evaluate }) => [name, evaluate(scope)] as const);
    return inner({ ...scope, variables: { ...scope.variables, ...Object.fromEntries(added) } });
  };
};

function inputArray(name: string, value: unknown): readonly unknown[] | null {
  if (isNullish(value)) return null;
  return Array.isArray(value)
    ? value
    : refuse(16883, `input to ${name} must be an array not ${typeName(value)}`);
}

const $map: Form = (operand, names, compile) => {
  const fields = objectOperand('$map', operand, ['input', 'in'], ['as']);
  const name = variableName(fields['as'] ?? 'this');
  const input = compile(fields['input'], names);
  const inner = compile(fields['in'], withNames(names, name));
  return (scope) =>
    inputArray('$map', input(scope))?.map(
      (item) => inner({ ...scope, variables: { ...scope.variables, [name]: item } }) ?? null,
    ) ?? null;
};

const $filter: Form = (operand, names, compile) => {
  const fields = objectOperand('$filter', operand, ['input', 'cond'], ['as']);
  const name = variableName(fields['as'] ?? 'this');
  const input = compile(fields['input'], names);
  const inner = compile(fields['cond'], withNames(names, name));
  return (scope) =>
    inputArray('$filter', input(scope))?.filter((item) =>
      truthy(inner({ ...scope, variables: { ...scope.variables, [name]: item } })),
    ) ?? null;
};

const $reduce: Form = (operand, names, compile) => {
  const fields = objectOperand('$reduce', operand, ['input', 'initialValue', 'in']);
  const input = compile(fields['input'], names);
  const initial = compile(fields['initialValue'], names);
  const inner = compile(fields['in'], withNames(names, 'this', 'value'));
  return (scope) => {
    const items = inputArray('$reduce', input(scope));
    if (items === null) return null;
    return items.reduce<unknown>(
      (value, item) => inner({ ...scope, variables: { ...scope.variables, this: item, value } }),
      initial(scope),
    );
  };
};

const $getField: Form = (operand, names, compile) => {
  const fields = isPlainObject(operand)
    ? objectOperand('$getField', operand, ['field', 'input'])
    : { field: operand, input: '$$CURRENT' };
  const field = fields['field'];
  if (typeof field !== 'string')
    return refuse(5654602, '$getField requires a constant string as field');
  const input = compile(fields['input'], names);
  return (scope) => {
    const value = input(scope);
    return isPlainObject(value) ? member(value, field) : undefined;
  };
};

export const forms = {
  $and: (operand, names, compile) => {
    const terms = compileAll(operand, names, compile);
    return (scope) => terms.every((term) => truthy(term(scope)));
  },
  $or: (operand, names, compile) => {
    const terms = compileAll(operand, names, compile);
    return (scope) => terms.some((term) => truthy(term(scope)));
  },
  $not: (operand, names, compile) => {
    const [term, ...more] = compileAll(operand, names, compile);
    if (term === undefined || more.length > 0)
      refuse(16020, 'Expression $not takes exactly 1 arguments.');
    return (scope) => !truthy(term?.(scope));
  },
  $ifNull: (operand, names, compile) => {
    const terms = compileAll(operand, names, compile);
    if (terms.length < 2)
      refuse(1257300, `$ifNull needs at least two arguments, had: ${terms.length}`);
    return (scope) => {
      let value: unknown;
      for (const term of terms) {
        value = term(scope);
        if (!isNullish(value)) return value;
      }
      return value;
    };
  },
  $literal: (operand) => () => operand,
  $cond,
  $switch,
  $let,
  $map,
  $filter,
  $reduce,
  $getField,
  $convert: convertForm,
  ...dateForms,
  ...stringForms,
} satisfies Record<string, Form>;
