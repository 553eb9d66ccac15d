import type { QueryResolvers } from '../../__generated__/resolvers-types.ts';
import { listApiKeys } from '../../services/list-api-keys.ts';

export const apiKeys: QueryResolvers['apiKeys'] = async (_parent, request, context) =>
  listApiKeys(context, request);
