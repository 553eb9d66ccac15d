import type { User } from '../domain/user.ts';
import { pageOf, parsePage, uuidCursor, type Page, type PageArguments } from './paging.ts';
import type { ServiceContext } from './service-context.ts';

export type ListUsersRequest = PageArguments & {
  readonly filter?:
    | { readonly search?: string | null | undefined; readonly active?: boolean | null | undefined }
    | null
    | undefined;
};

export async function listUsers(
  context: ServiceContext,
  request: ListUsersRequest,
): Promise<Page<User>> {
  context.viewer.require('identity:read');
  const page = parsePage(request, uuidCursor);
  const filter = {
    search: request.filter?.search ?? undefined,
    active: request.filter?.active ?? undefined,
  };
  const users = await context.store.users.listVisible(context.viewer.scope, filter, page);
  return pageOf(users, page, (user) => user.id, uuidCursor);
}
