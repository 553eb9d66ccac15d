import { fail, isPermission, ok, type Result } from '@waris/service-kit';
import { checkName } from '../domain/account-rules.ts';
import type { ApiKey } from '../domain/api-key.ts';
import {
  exceedsOwnAccess,
  invalidInput,
  type ExceedsOwnAccess,
  type InvalidInput,
} from '../domain/refusals.ts';
import { apiKeyOf, apiKeyPrefix, sha256 } from '../domain/tokens.ts';
import { auditRecord } from './audit.ts';
import { isWithinOwnAccess, parseAreas, type AreasInput } from './requested-access.ts';
import { requirePerson } from './require-person.ts';
import type { ServiceContext } from './service-context.ts';

export type CreateApiKeyInput = {
  readonly name: string;
  readonly permissions: readonly string[];
  readonly areas?: AreasInput | null | undefined;
  readonly expiresAt?: Date | null | undefined;
};

export type CreatedApiKey = { readonly apiKey: ApiKey; readonly secret: string };

export async function createApiKey(
  context: ServiceContext,
  input: CreateApiKeyInput,
): Promise<Result<CreatedApiKey, InvalidInput | ExceedsOwnAccess>> {
  context.viewer.require('identity:write');
  const { userId } = requirePerson(context);

  const problem = problemOf(input, context.now());
  if (problem !== null) return fail(problem);
  const scope = parseAreas(input.areas);
  if (!scope.ok) return scope;

  const secret = apiKeyOf(context.newSecret());
  const apiKey: ApiKey = {
    id: context.newId(),
    name: input.name.trim(),
    prefix: apiKeyPrefix(secret),
    permissions: [...new Set(input.permissions.filter(isPermission))],
    scope: scope.value,
    createdById: userId,
    createdAt: context.now(),
    expiresAt: input.expiresAt ?? null,
    revokedAt: null,
    lastUsedAt: null,
  };
  if (!(await isWithinOwnAccess(context, context.store, apiKey))) {
    const message = 'These permissions or areas are wider than your own access.';
    return fail(exceedsOwnAccess(message, 'permissions'));
  }
  await context.store.inTransaction(async (store) => {
    await store.apiKeys.insert(apiKey, sha256(secret));
    const { id, name, permissions } = apiKey;
    const details = { name, permissions, scope: apiKey.scope };
    await store.appendAudit(
      auditRecord(context, 'identity.apiKey.created', { type: 'ApiKey', id }, details),
    );
  });
  return ok({ apiKey, secret });
}

function problemOf(input: CreateApiKeyInput, now: Date): InvalidInput | null {
  if (input.permissions.length === 0) {
    return invalidInput('Name at least one permission.', 'permissions');
  }
  if (!input.permissions.every(isPermission)) {
    return invalidInput('There is no such permission.', 'permissions');
  }
  const expired = input.expiresAt instanceof Date && input.expiresAt <= now;
  if (expired) return invalidInput('The key would have expired already.', 'expiresAt');
  return checkName(input.name, 'name');
}
