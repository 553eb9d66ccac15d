import type { MutationResolvers } from '../../__generated__/resolvers-types.ts';
import { createBranch as createBranchUseCase } from '../../services/create-branch.ts';

export const createBranch: MutationResolvers['createBranch'] = async (
  _parent,
  { input },
  context,
) => {
  const result = await createBranchUseCase(context, input);
  return result.ok
    ? { branch: result.value, userErrors: [] }
    : { branch: null, userErrors: [...result.errors] };
};
