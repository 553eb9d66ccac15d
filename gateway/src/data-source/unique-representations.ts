import { mostObjects, tooManyObjects } from '@waris/service-kit';
import type { GraphQLFormattedError } from 'graphql';
import { countObjects } from './answer-size.ts';
import type { SubgraphDataSource, SubgraphResult } from './subgraph-data-source.ts';

/**
 * Asks for each entity once. A list of 200 meters of one DMA names that DMA 200 times; the
 * planner leaves that to us. Answers and errors are dealt out to all who asked.
 */
export function withUniqueRepresentations(source: SubgraphDataSource): SubgraphDataSource {
  return {
    ...source,
    execute: async (fetch) => {
      const all = fetch.variables['representations'];
      if (!Array.isArray(all)) return source.execute(fetch);

      const { unique, indexOf } = distinct(all);
      if (unique.length === all.length) return source.execute(fetch);
      const result = await source.execute({
        ...fetch,
        variables: { ...fetch.variables, representations: unique },
      });
      return dealOut(result, indexOf);
    },
  };
}

/** `indexOf[i]` is where the i-th representation stands among the distinct ones. */
export function distinct(all: readonly unknown[]): {
  unique: readonly unknown[];
  indexOf: readonly number[];
} {
  const positions = new Map<string, number>();
  const unique: unknown[] = [];
  const indexOf = all.map((representation) => {
    const key = JSON.stringify(representation);
    const known = positions.get(key);
    if (known !== undefined) return known;
    positions.set(key, unique.length);
    return unique.push(representation) - 1;
  });
  return { unique, indexOf };
}

function dealOut(result: SubgraphResult, indexOf: readonly number[]): SubgraphResult {
  const entities = result.data?.['_entities'];
  if (Array.isArray(entities) && isTooMuch(entities, indexOf)) {
    return { data: null, errors: [tooManyObjects().toJSON()] };
  }
  const dealt = new Set<number>();
  const data = Array.isArray(entities)
    ? {
        ...result.data,
        _entities: indexOf.map((index) => {
          if (!dealt.has(index)) {
            dealt.add(index);
            return entities[index] ?? null;
          }
          return copyOf(entities[index] ?? null);
        }),
      }
    : result.data;
  if (result.errors === undefined) return data === undefined ? {} : { data };
  return { ...(data === undefined ? {} : { data }), errors: spread(result.errors, indexOf) };
}

/** Before it is copied: what one asked for often may be large. */
function isTooMuch(entities: readonly unknown[], indexOf: readonly number[]): boolean {
  const sizes = entities.map(countObjects);
  return indexOf.reduce((sum, index) => sum + (sizes[index] ?? 0), 0) > mostObjects;
}

/** The executor writes into what it gets, so each asker has objects of its own; columns are shared. */
function copyOf(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.some((member) => typeof member === 'object' && member !== null)
      ? value.map(copyOf)
      : value;
  }
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, copyOf(member)]));
}

function spread(
  errors: readonly GraphQLFormattedError[],
  indexOf: readonly number[],
): readonly GraphQLFormattedError[] {
  return errors.flatMap((error) => {
    const [root, index, ...rest] = error.path ?? [];
    if (root !== '_entities' || typeof index !== 'number') return [error];
    return indexOf.flatMap((unique, asked) =>
      unique === index ? [{ ...error, path: [root, asked, ...rest] }] : [],
    );
  });
}
