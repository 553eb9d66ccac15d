import { z } from 'zod';

/**
 * The part of the network a caller may see. A region covers its branches and their DMAs,
 * a branch its DMAs. Lists are a union; empty lists see nothing.
 */
export const areaScopeSchema = z.union([
  z.literal('everywhere'),
  z.object({
    regionIds: z.array(z.uuid()).readonly(),
    branchIds: z.array(z.uuid()).readonly(),
    dmaIds: z.array(z.uuid()).readonly(),
  }),
]);

export type AreaScope = z.infer<typeof areaScopeSchema>;

export const nowhere: AreaScope = { regionIds: [], branchIds: [], dmaIds: [] };

/**
 * The scope as four SQL parameters, in this order:
 * everywhere (boolean), region ids, branch ids, DMA ids (uuid[]).
 */
export function areaScopeParameters(
  scope: AreaScope,
): readonly [boolean, readonly string[], readonly string[], readonly string[]] {
  return scope === 'everywhere'
    ? [true, [], [], []]
    : [false, scope.regionIds, scope.branchIds, scope.dmaIds];
}

/**
 * SQL condition for rows that carry region, branch and DMA ids, over the parameters of
 * `areaScopeParameters` starting at `$first`. The text never changes with the caller, so the
 * statement can be prepared. A null id in a row (a meter outside every DMA) is no match.
 */
export function areaScopeCondition(
  columns: { readonly region: string; readonly branch: string; readonly dma: string },
  first = 1,
): string {
  return `($${first}::boolean or ${columns.region} = any($${first + 1}::uuid[]) or ${
    columns.branch
  } = any($${first + 2}::uuid[]) or ${columns.dma} = any($${first + 3}::uuid[]))`;
}
