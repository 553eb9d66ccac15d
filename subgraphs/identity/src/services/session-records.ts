import { keys, lifetimeSeconds, type SessionRecord } from '@waris/service-kit';
import { accessOfUser, type User } from '../domain/user.ts';
import type { ServiceContext } from './service-context.ts';

/** Writes what PostgreSQL says of the person's access and sign-ins to `session:{user_id}`. */
export async function writeSessionRecord(
  context: ServiceContext,
  user: User,
): Promise<SessionRecord> {
  const sessions = await context.store.sessions.listGood(user.id, context.now());
  const access = accessOfUser(user);
  const record: SessionRecord = {
    claims: { kind: 'user', id: user.id, ...access },
    sessions: Object.fromEntries(
      sessions.map((session) => [session.id, session.expiresAt.toISOString()]),
    ),
  };
  const key = keys.session(user.id);
  await context.keyValueStore.set(key, JSON.stringify(record), lifetimeSeconds.session);
  return record;
}

/**
 * Runs a change of somebody's access. The record goes before, so that nothing is changed while
 * it cannot go, and after, in case a request wrote the old state back meanwhile. The next
 * request finds none and asks.
 */
export async function changingAccess<Value>(
  context: ServiceContext,
  userId: string,
  work: () => Promise<Value>,
): Promise<Value> {
  await context.keyValueStore.delete(keys.session(userId));
  const value = await work();
  await context.keyValueStore.delete(keys.session(userId));
  return value;
}
