import type { MutationResolvers } from '../../__generated__/resolvers-types.ts';
import { withdrawEnteredVolumes as withdraw } from '../../services/withdraw-volumes.ts';

export const withdrawEnteredVolumes: NonNullable<
  MutationResolvers['withdrawEnteredVolumes']
> = async (_parent, { input }, context) => {
  const result = await withdraw(context, input);
  return result.ok
    ? { volumes: [...result.value], userErrors: [] }
    : { volumes: null, userErrors: [...result.errors] };
};
