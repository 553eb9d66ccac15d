import { fail, ok, type Result } from '@waris/service-kit';
import type { ApiKey } from '../domain/api-key.ts';
import { notFound, type NotFound } from '../domain/refusals.ts';
import { auditRecord } from './audit.ts';
import { isUuid } from '../domain/uuid.ts';
import { ownKeysOrAll } from './list-api-keys.ts';
import { revokeKeys } from './revoke-keys.ts';
import type { ServiceContext } from './service-context.ts';

export async function revokeApiKey(
  context: ServiceContext,
  { apiKeyId }: { readonly apiKeyId: string },
): Promise<Result<ApiKey, NotFound>> {
  context.viewer.require('identity:write');
  const unknown = notFound('There is no such API key.', 'apiKeyId');
  if (!isUuid(apiKeyId)) return fail(unknown);

  return context.store.inTransaction(async (store) => {
    const owner = ownKeysOrAll(context);
    if ((await store.apiKeys.find(apiKeyId, owner)) === null) return fail(unknown);
    if ((await revokeKeys(context, store, [apiKeyId])) > 0) {
      const subject = { type: 'ApiKey', id: apiKeyId };
      await store.appendAudit(auditRecord(context, 'identity.apiKey.revoked', subject));
    }
    const revoked = await store.apiKeys.find(apiKeyId, owner);
    return revoked === null ? fail(unknown) : ok(revoked);
  });
}
