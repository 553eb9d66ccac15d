import {
  buildSchema,
  GraphQLError,
  NoSchemaIntrospectionCustomRule,
  parse,
  validate,
  type DocumentNode,
} from 'graphql';
import { limitRules, maxErrors, maxQueryBytes, maxTokens } from './limits.ts';

// The rules count words and know introspection by its names: no field of the graph is looked up.
const anySchema = buildSchema('type Query { any: Boolean }');

/**
 * The document of an operation that does not pass through Apollo Server, held to the same limits;
 * or what is wrong with it.
 */
export function judgeOperation(
  query: string,
  { introspection }: { readonly introspection: boolean },
): DocumentNode | readonly GraphQLError[] {
  if (Buffer.byteLength(query) > maxQueryBytes) return [refusal(tooLong, 'BAD_REQUEST')];
  const document = parseOrTell(query);
  if (document instanceof GraphQLError) return [document];
  const rules = introspection ? limitRules : [...limitRules, NoSchemaIntrospectionCustomRule];
  const errors = validate(anySchema, document, rules, { maxErrors });
  return errors.length === 0
    ? document
    : errors.map(({ message }) => refusal(message, 'GRAPHQL_VALIDATION_FAILED'));
}

export const tooLong = `The query is longer than ${maxQueryBytes / 1024} KiB. Pass data as variables.`;

function parseOrTell(query: string): DocumentNode | GraphQLError {
  try {
    return parse(query, { maxTokens });
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    return refusal(error.message, 'GRAPHQL_PARSE_FAILED');
  }
}

const refusal = (message: string, code: string) =>
  new GraphQLError(message, { extensions: { code } });
