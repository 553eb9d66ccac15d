import {
  cutPage,
  parsePageRequest,
  toConnection,
  type Connection,
  type PageArguments,
} from '@waris/service-kit';
import { idOrder } from '../domain/id-order.ts';
import type { User } from '../domain/user.ts';
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
): Promise<Connection<User>> {
  context.viewer.require('identity:read');
  const page = parsePageRequest(request, idOrder);
  const filter = {
    search: request.filter?.search ?? undefined,
    active: request.filter?.active ?? undefined,
  };
  const users = await context.store.users.listVisible(context.viewer.scope, filter, page);
  return toConnection(cutPage(users, page), idOrder);
}
