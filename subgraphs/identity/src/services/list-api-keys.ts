import type { RequestContext } from '@waris/service-kit';
import type { ApiKey } from '../domain/api-key.ts';
import type { KeyOwner } from '../persistence/api-key-repository.ts';
import { pageOf, parsePage, uuidCursor, type Page, type PageArguments } from './paging.ts';
import type { ServiceContext } from './service-context.ts';

export async function listApiKeys(
  context: ServiceContext,
  request: PageArguments,
): Promise<Page<ApiKey>> {
  context.viewer.require('identity:read');
  const page = parsePage(request, uuidCursor);
  const keys = await context.store.apiKeys.list(ownKeysOrAll(context), page);
  return pageOf(keys, page, (key) => key.id, uuidCursor);
}

/** One who is limited to areas sees the keys they created; one who is not sees all. */
export function ownKeysOrAll({ viewer }: RequestContext): KeyOwner {
  // An API key created none: the id that no user has stands for that.
  const userId = viewer.kind === 'user' ? viewer.id : '00000000-0000-0000-0000-000000000000';
  return viewer.scope === 'everywhere' ? 'anybody' : { userId };
}
