import type { QueryResolvers } from '../../__generated__/resolvers-types.ts';
import { findApiKeyViewer } from '../../services/find-api-key-viewer.ts';

export const apiKeyViewer: QueryResolvers['apiKeyViewer'] = async (_parent, asked, context) =>
  findApiKeyViewer(context, asked);
