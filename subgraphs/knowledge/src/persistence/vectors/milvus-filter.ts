import type { SearchFilter } from './vector-store.ts';

/** The only place where a value becomes part of a Milvus expression. */
export function quoted(value: string): string {
  // Ids, model names and enum values: nothing that would need an escape is let through.
  if (!/^[\w:.@/ -]*$/.test(value)) throw new TypeError('A value is not fit for a filter.');
  return `"${value}"`;
}

const list = (values: readonly string[]) => `[${values.map(quoted).join(', ')}]`;

/** The filter of a search as a Milvus expression; never empty. */
export function milvusFilter(
  model: string,
  { scope, categories, languages }: SearchFilter,
): string {
  const conditions = [`model == ${quoted(model)}`];
  if (scope !== 'everywhere') {
    const visible = ['everyone == true'];
    const covers = (field: string, ids: readonly string[]) => {
      if (ids.length > 0) visible.push(`array_contains_any(${field}, ${list(ids)})`);
    };
    covers('region_ids', scope.regionIds);
    covers('branch_ids', scope.branchIds);
    covers('dma_ids', scope.dmaIds);
    conditions.push(`(${visible.join(' or ')})`);
  }
  if (categories.length > 0) conditions.push(`category in ${list(categories)}`);
  if (languages.length > 0) conditions.push(`language in ${list(languages)}`);
  return conditions.join(' and ');
}

export function isSelective({ scope, categories, languages }: SearchFilter): boolean {
  return scope !== 'everywhere' || categories.length > 0 || languages.length > 0;
}
