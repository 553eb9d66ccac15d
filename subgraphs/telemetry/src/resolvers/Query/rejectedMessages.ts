import type { QueryResolvers } from '../../__generated__/resolvers-types.ts';
import { listRejectedMessages } from '../../services/list-rejected-messages.ts';

export const rejectedMessages: NonNullable<QueryResolvers['rejectedMessages']> = async (
  _parent,
  request,
  context,
) => listRejectedMessages(context, request);
