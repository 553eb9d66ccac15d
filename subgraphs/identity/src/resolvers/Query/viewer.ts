import type { QueryResolvers } from '../../__generated__/resolvers-types.ts';
import { findViewer } from '../../services/find-users.ts';

export const viewer: QueryResolvers['viewer'] = async (_parent, _arguments, context) =>
  findViewer(context);
