import { keys, lifetimeSeconds } from '@waris/service-kit';
import type { Store } from '../persistence/store.ts';
import type { ServiceContext } from './service-context.ts';

/**
 * Revokes keys and marks them, so that no gateway goes by what it remembers of them: it asks while
 * the mark stands, and so is answered rightly before and after the transaction ends. Tells how many
 * were good until now.
 */
export async function revokeKeys(
  context: ServiceContext,
  store: Store,
  ids: readonly string[],
): Promise<number> {
  const count = await store.apiKeys.revoke(ids, context.now());
  const { set } = context.keyValueStore;
  const mark = (id: string) => set(keys.revokedApiKey(id), '1', lifetimeSeconds.revokedApiKey);
  await Promise.all(ids.map(mark));
  return count;
}
