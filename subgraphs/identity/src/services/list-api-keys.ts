import {
  cutPage,
  parsePageRequest,
  toConnection,
  type Connection,
  type PageArguments,
  type RequestContext,
} from '@waris/service-kit';
import type { ApiKey } from '../domain/api-key.ts';
import { idOrder } from '../domain/id-order.ts';
import type { KeyOwner } from '../persistence/api-key-repository.ts';
import type { ServiceContext } from './service-context.ts';

export async function listApiKeys(
  context: ServiceContext,
  request: PageArguments,
): Promise<Connection<ApiKey>> {
  context.viewer.require('identity:read');
  const page = parsePageRequest(request, idOrder);
  const keys = await context.store.apiKeys.list(ownKeysOrAll(context), page);
  return toConnection(cutPage(keys, page), idOrder);
}

/** One who is limited to areas sees the keys they created; one who is not sees all. */
export function ownKeysOrAll({ viewer }: RequestContext): KeyOwner {
  // An API key created none: the id that no user has stands for that.
  const userId = viewer.kind === 'user' ? viewer.id : '00000000-0000-0000-0000-000000000000';
  return viewer.scope === 'everywhere' ? 'anybody' : { userId };
}
