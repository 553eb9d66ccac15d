import type { MutationResolvers } from '../../__generated__/resolvers-types.ts';
import { revokeApiKey as revokeApiKeyUseCase } from '../../services/revoke-api-key.ts';

export const revokeApiKey: MutationResolvers['revokeApiKey'] = async (
  _parent,
  { input },
  context,
) => {
  const result = await revokeApiKeyUseCase(context, input);
  return result.ok
    ? { apiKey: result.value, userErrors: [] }
    : { apiKey: null, userErrors: result.errors };
};
