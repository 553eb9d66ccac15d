import {
  cutPage,
  parsePageRequest,
  PublicError,
  toConnection,
  type Connection,
  type ListOrder,
  type PageArguments,
  type RequestContext,
} from '@waris/service-kit';
import { z } from 'zod';
import type {
  RejectedMessage,
  RejectedMessageRepository,
} from '../persistence/rejected-messages.ts';

const newestFirst: ListOrder<RejectedMessage, number> = {
  keyOf: ({ id }) => id,
  keySchema: z.int().positive(),
};

export async function listRejectedMessages(
  context: RequestContext & { readonly rejectedMessages: RejectedMessageRepository },
  request: PageArguments,
): Promise<Connection<RejectedMessage>> {
  context.viewer.require('telemetry:write');
  if (context.viewer.scope !== 'everywhere') {
    throw new PublicError('FORBIDDEN', 'Rejected messages are for those without limits of area.');
  }
  const page = parsePageRequest(request, newestFirst);
  const rows = await context.rejectedMessages.list(page);
  return toConnection(cutPage(rows, page), newestFirst);
}
