import type { MutationResolvers } from '../../__generated__/resolvers-types.ts';
import { setPredictionModelRole as setRoleUseCase } from '../../services/detection/prediction-models.ts';
import { roleNames, wordOf } from '../detection-names.ts';

export const setPredictionModelRole: NonNullable<
  MutationResolvers['setPredictionModelRole']
> = async (_parent, { input }, context) => {
  const role = wordOf(roleNames, input.role);
  const result = await setRoleUseCase(context, { version: input.version, role });
  return result.ok
    ? { models: [...result.value], userErrors: [] }
    : { models: [], userErrors: [...result.errors] };
};
