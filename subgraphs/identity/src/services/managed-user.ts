import { fail, ok, type Result } from '@waris/service-kit';
import {
  exceedsOwnAccess,
  notFound,
  type ExceedsOwnAccess,
  type NotFound,
} from '../domain/refusals.ts';
import { accessOfUser, type User } from '../domain/user.ts';
import type { Store } from '../persistence/store.ts';
import { isUuid } from '../domain/uuid.ts';
import { isWithinOwnAccess } from './requested-access.ts';
import type { ServiceContext } from './service-context.ts';

/** The account that the caller is about to change, if it is within their reach. */
export async function findManagedUser(
  context: ServiceContext,
  store: Store,
  userId: string,
): Promise<Result<User, NotFound | ExceedsOwnAccess>> {
  const { viewer } = context;
  const [user] = isUuid(userId) ? await store.users.findVisible([userId], viewer.scope) : [];
  if (user === undefined) return fail(notFound('There is no such user.', 'userId'));
  return (await isWithinOwnAccess(context, store, accessOfUser(user)))
    ? ok(user)
    : fail(exceedsOwnAccess('This user has wider access than you.', 'userId'));
}
