import type { User } from '../domain/user.ts';
import { isUuid } from '../domain/uuid.ts';
import type { ServiceContext } from './service-context.ts';

/**
 * Those of the users whom the caller may see: within their areas for one with `identity:read`,
 * and everybody themself.
 */
export async function findUsers(
  context: ServiceContext,
  ids: readonly string[],
): Promise<readonly User[]> {
  const { viewer, store } = context;
  const known = [...new Set(ids)].filter(isUuid);
  const self =
    viewer.kind === 'user' && known.includes(viewer.id) ? await findViewer(context) : null;
  const others = known.filter((id) => id !== self?.id);
  const visible =
    viewer.may('identity:read') && others.length > 0
      ? await store.users.findVisible(others, viewer.scope)
      : [];
  return self === null ? visible : [self, ...visible];
}

/** The signed-in person; null for everybody who is none. */
export async function findViewer(context: ServiceContext): Promise<User | null> {
  const { viewer, store } = context;
  return viewer.kind === 'user' ? store.users.findSelf(viewer.id) : null;
}
