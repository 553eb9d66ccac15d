import type { MutationResolvers } from '../../__generated__/resolvers-types.ts';
import { importNetwork as importNetworkUseCase } from '../../services/import-network.ts';

export const importNetwork: MutationResolvers['importNetwork'] = async (
  _parent,
  { input: { fileName, text, branch, ...choices } },
  context,
) => {
  const result = await importNetworkUseCase(context, {
    ...choices,
    inp: { fileName, text },
    branch: { ...branch, branchCode: branch.code },
  });
  return result.ok
    ? { import: result.value, userErrors: [] }
    : { import: null, userErrors: result.errors.slice(0, 50) };
};
