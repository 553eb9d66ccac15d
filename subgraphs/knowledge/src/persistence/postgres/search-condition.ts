import { areaScopeParameters } from '@waris/service-kit';
import type { SearchFilter } from '../vectors/vector-store.ts';

/**
 * SQL condition for rows that carry an audience, a category and a language, over the six
 * parameters of `searchParameters` from `$first` on. It never changes with the caller.
 */
export function searchCondition(first: number): string {
  const parameter = (offset: number) => `$${first + offset}`;
  return `(${parameter(0)}::boolean or everyone
      or region_ids && ${parameter(1)}::uuid[] or branch_ids && ${parameter(2)}::uuid[]
      or dma_ids && ${parameter(3)}::uuid[])
    and (cardinality(${parameter(4)}::text[]) = 0 or category = any(${parameter(4)}::text[]))
    and (cardinality(${parameter(5)}::text[]) = 0 or language = any(${parameter(5)}::text[]))`;
}

export function searchParameters(filter: SearchFilter): readonly unknown[] {
  return [...areaScopeParameters(filter.scope), filter.categories, filter.languages];
}
