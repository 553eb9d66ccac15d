import {
  defaultFieldResolver,
  getNamedType,
  getNullableType,
  isCompositeType,
  isListType,
  isNonNullType,
  isObjectType,
  type GraphQLFieldResolver,
  type GraphQLOutputType,
  type GraphQLSchema,
} from 'graphql';
import { badUserInput } from '../errors.ts';

/** More than a dashboard asks for at once; beyond it memory and time are at stake. */
export const mostObjects = 250_000;

export const tooManyObjects = () =>
  badUserInput(
    `The answer would have more than ${mostObjects.toLocaleString('en')} objects. Ask for fewer at a time.`,
  );

/**
 * Bounds what one execution makes: lists within lists multiply, so that a few words could ask for
 * more than fits into memory. Counted is what really comes, since pages are seldom full.
 */
export function limitAnswers(schema: GraphQLSchema, most = mostObjects) {
  const counts = new WeakMap<object, number>();
  const isExceeded = (context: object) => (counts.get(context) ?? 0) > most;
  const count = (context: object, value: unknown): void => {
    const made = Array.isArray(value) ? value.length : 1;
    counts.set(context, (counts.get(context) ?? 0) + made);
  };
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || type.name.startsWith('__')) continue;
    for (const field of Object.values(type.getFields())) {
      if (!isCompositeType(getNamedType(field.type))) continue;
      const nothing = nothingOf(field.type);
      const told = (context: object, value: unknown): unknown => {
        count(context, value);
        return isExceeded(context) ? nothing() : value;
      };
      const resolve: Resolver = field.resolve ?? defaultFieldResolver;
      field.resolve = (source, args, context: object, info) => {
        if (isExceeded(context)) return nothing();
        const value: unknown = resolve(source, args, context, info);
        return isPromiseLike(value)
          ? value.then((settled) => told(context, settled))
          : told(context, value);
      };
    }
  }
  return { isExceeded };
}

type Resolver = GraphQLFieldResolver<unknown, object>;

/** What ends an answer soonest that is thrown away: errors in thousands of places take seconds. */
function nothingOf(type: GraphQLOutputType): () => unknown {
  if (isListType(getNullableType(type))) return () => [];
  if (!isNonNullType(type)) return () => null;
  const error = tooManyObjects();
  return () => {
    throw error;
  };
}

function isPromiseLike(value: unknown): value is PromiseLike<unknown> {
  return (
    typeof value === 'object' &&
    value !== null &&
    'then' in value &&
    typeof value.then === 'function'
  );
}
