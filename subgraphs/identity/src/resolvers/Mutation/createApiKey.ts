import type { MutationResolvers } from '../../__generated__/resolvers-types.ts';
import { createApiKey as createApiKeyUseCase } from '../../services/create-api-key.ts';

export const createApiKey: MutationResolvers['createApiKey'] = async (
  _parent,
  { input },
  context,
) => {
  const result = await createApiKeyUseCase(context, input);
  return result.ok
    ? { ...result.value, userErrors: [] }
    : { apiKey: null, secret: null, userErrors: result.errors };
};
