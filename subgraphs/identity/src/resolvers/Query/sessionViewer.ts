import type { QueryResolvers } from '../../__generated__/resolvers-types.ts';
import { findSessionViewer } from '../../services/find-session-viewer.ts';

export const sessionViewer: QueryResolvers['sessionViewer'] = async (_parent, asked, context) =>
  findSessionViewer(context, asked);
