import { z } from 'zod';

/** Ids are time-ordered: a list in their order is one from oldest to newest. */
export const idOrder = {
  keyOf: ({ id }: { readonly id: string }): string => id,
  keySchema: z.guid(),
};
