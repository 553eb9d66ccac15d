import {
  Kind,
  parse,
  visit,
  type FieldDefinitionNode,
  type ObjectTypeDefinitionNode,
  type ObjectTypeExtensionNode,
  type TypeNode,
} from 'graphql';

/** Endings that say what a number is measured in; a `Float` without one means nothing. */
const unitEndings = [
  'M3PerHour',
  'M3PerDay',
  'M3PerYear',
  'M3PerKmPerDay',
  'LitresPerConnectionPerDay',
  'LitresPerConnectionPerHour',
  'LitresPerConnectionPerDayPerM',
  'M3PerKmPerDayPerM',
  'M3',
  'M2',
  'Km2',
  'Km',
  'M',
  'Mm',
  'PerKm',
  'Hours',
  'Days',
  'Seconds',
  'Ratio',
  'Percent',
  'Index',
  'Score',
  'Degrees',
  'Celsius',
  // Of the currency that stands beside it.
  'Amount',
  'longitude',
  'latitude',
];

const measured = new RegExp(`(${unitEndings.join('|')})$`, 'i');
const roots = new Set(['Query', 'Mutation', 'Subscription']);

/** What in a subgraph's SDL breaks the style guide, one sentence each; empty when nothing does. */
export function lintSchema(sdl: string): readonly string[] {
  const problems: string[] = [];
  const document = parse(sdl);
  const lintFields = (type: ObjectTypeDefinitionNode | ObjectTypeExtensionNode) => {
    // A value whose unit depends on what it is a value of has it in a field beside it.
    const tellsUnit = type.fields?.some((field) => field.name.value === 'unit') ?? false;
    for (const field of type.fields ?? []) {
      problems.push(...lintField(type.name.value, field, tellsUnit));
    }
  };
  visit(document, {
    ObjectTypeDefinition: (type) => {
      problems.push(...lintType(type));
      lintFields(type);
    },
    ObjectTypeExtension: lintFields,
    InterfaceTypeDefinition: (type) => {
      problems.push(...lintDescription(type.name.value, type.description?.value));
    },
    InputObjectTypeDefinition: (type) => {
      problems.push(...lintDescription(type.name.value, type.description?.value));
      // Entered figures may bring their unit along, in a field of its own.
      const bringsUnit = type.fields?.some((field) => /units?$/i.test(field.name.value)) ?? false;
      for (const field of bringsUnit ? [] : (type.fields ?? [])) {
        problems.push(...lintUnit(`${type.name.value}.${field.name.value}`, field.type));
      }
    },
    EnumTypeDefinition: (type) => {
      problems.push(...lintDescription(type.name.value, type.description?.value));
      for (const value of type.values ?? []) {
        if (!/^[A-Z][A-Z0-9_]*$/.test(value.name.value)) {
          problems.push(`${type.name.value}.${value.name.value} is not in SCREAMING_CASE.`);
        }
      }
    },
    UnionTypeDefinition: (type) => {
      problems.push(...lintDescription(type.name.value, type.description?.value));
    },
  });
  return problems;
}

function lintType(type: ObjectTypeDefinitionNode): readonly string[] {
  const name = type.name.value;
  if (roots.has(name)) return [];
  const isNode = type.interfaces?.some((one) => one.name.value === 'Node') ?? false;
  const isKeyed = type.directives?.some((directive) => directive.name.value === 'key') ?? false;
  return [
    // A stub of another subgraph's entity is described by its owner.
    ...(isKeyed && !isNode ? [] : lintDescription(name, type.description?.value)),
    ...(/^[A-Z][A-Za-z0-9]*$/.test(name) ? [] : [`${name} is not in PascalCase.`]),
  ];
}

function lintField(
  type: string,
  field: FieldDefinitionNode,
  tellsUnit: boolean,
): readonly string[] {
  const name = `${type}.${field.name.value}`;
  const hasUnit = tellsUnit && name.endsWith('Value');
  const problems = [...(hasUnit ? [] : lintUnit(name, field.type)), ...lintInstant(name, field)];
  if (!/^[a-z][A-Za-z0-9]*$/.test(field.name.value)) problems.push(`${name} is not in camelCase.`);
  if (roots.has(type)) problems.push(...lintRootField(name, field));
  if (type === 'Mutation') problems.push(...lintMutation(field));
  return problems;
}

/** A root field is where a stranger begins: it says what it does, and what each argument means. */
function lintRootField(name: string, field: FieldDefinitionNode): readonly string[] {
  // A lone `input` is described by its type.
  const told = (field.arguments ?? []).filter((argument) => argument.name.value !== 'input');
  return [
    ...lintDescription(name, field.description?.value),
    ...told.flatMap((argument) =>
      lintDescription(`${name}(${argument.name.value}:)`, argument.description?.value),
    ),
  ];
}

function lintDescription(name: string, description: string | undefined): readonly string[] {
  return (description ?? '').trim() === '' ? [`${name} has no description.`] : [];
}

function lintUnit(name: string, type: TypeNode): readonly string[] {
  return namedType(type) === 'Float' && !measured.test(name)
    ? [`${name} is a Float without a unit in its name.`]
    : [];
}

function lintInstant(name: string, field: FieldDefinitionNode): readonly string[] {
  const isInstant = field.type.kind !== Kind.LIST_TYPE && namedType(field.type) === 'DateTime';
  return isInstant && !/(At|^from|^to|\.from|\.to)$/.test(name)
    ? [`${name} is an instant whose name does not end in At.`]
    : [];
}

function lintMutation(field: FieldDefinitionNode): readonly string[] {
  const name = field.name.value;
  const pascal = `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
  const [input, ...others] = field.arguments ?? [];
  const problems: string[] = [];
  if (input !== undefined && (others.length > 0 || namedType(input.type) !== `${pascal}Input`)) {
    problems.push(`Mutation.${name} does not take one ${pascal}Input.`);
  }
  if (namedType(field.type) !== `${pascal}Payload`) {
    problems.push(`Mutation.${name} does not return ${pascal}Payload.`);
  }
  return problems;
}

function namedType(type: TypeNode): string {
  return type.kind === Kind.NAMED_TYPE ? type.name.value : namedType(type.type);
}
