import { maxAliasesRule } from '@escape.tech/graphql-armor-max-aliases';
import { maxDepthRule } from '@escape.tech/graphql-armor-max-depth';
import { maxDirectivesRule } from '@escape.tech/graphql-armor-max-directives';
import {
  GraphQLError,
  type FloatValueNode,
  type IntValueNode,
  type ValidationContext,
  type ValidationRule,
} from 'graphql';

/** The largest request: a network file or a document within a mutation. */
export const maxBodyBytes = 16 * 1024 * 1024;

/** The largest query text; dashboards stay far below, and data belongs into variables. */
export const maxQueryBytes = 100 * 1024;

export const maxTokens = 5_000;
export const maxErrors = 5;

// Reported like any other validation error rather than thrown through the validator.
const common = {
  exposeLimits: true,
  propagateOnRejection: false,
  onReject: [
    (context: ValidationContext | null, error: GraphQLError) => context?.reportError(error),
  ],
};

/** Beyond what a float can be, a literal would be Infinity, which the planner takes for our mistake. */
const finiteNumbersRule: ValidationRule = (context) => {
  const judge = (node: FloatValueNode | IntValueNode): void => {
    if (Number.isFinite(Number(node.value))) return;
    context.reportError(new GraphQLError('A number is too large.', { nodes: node }));
  };
  return { FloatValue: judge, IntValue: judge };
};

/**
 * Refused before anything is planned. Introspection is exempt from depth, as the rules do by
 * themselves; `__typename` is not exempt from aliases.
 */
export const limitRules: readonly ValidationRule[] = [
  maxDepthRule({ n: 12, ...common }),
  maxAliasesRule({ n: 30, allowList: [], ...common }),
  maxDirectivesRule({ n: 50, ...common }),
  finiteNumbersRule,
];
