import {
  appendToOutbox,
  auditMessage,
  prismaSqlClient,
  tellingOutages,
  withOutagesTold,
  type AuditRecord,
} from '@waris/database';
import type { PrismaClient } from '../__generated__/prisma/client.ts';
import { apiKeyRepository, type ApiKeyRepository } from './api-key-repository.ts';
import { areaRepository, type AreaRepository } from './area-repository.ts';
import type { Database } from './prisma.ts';
import { roleRepository, type RoleRepository } from './role-repository.ts';
import { sessionRepository, type SessionRepository } from './session-repository.ts';
import { userRepository, type UserRepository } from './user-repository.ts';

/** The tables of identity, and the audit trail that their changes leave. */
export type Store = {
  readonly users: UserRepository;
  readonly sessions: SessionRepository;
  readonly apiKeys: ApiKeyRepository;
  readonly roles: RoleRepository;
  readonly areas: AreaRepository;
  appendAudit(...records: readonly AuditRecord[]): Promise<void>;
};

export type TransactionalStore = Store & {
  /** Commits what `work` did, or nothing of it. */
  inTransaction<Value>(work: (store: Store) => Promise<Value>): Promise<Value>;
};

export function openStore(prisma: PrismaClient): TransactionalStore {
  return {
    ...storeOn(prisma),
    inTransaction: (work) =>
      tellingOutages(() => prisma.$transaction((transaction) => work(storeOn(transaction)))),
  };
}

function storeOn(database: Database): Store {
  return {
    users: withOutagesTold(userRepository(database)),
    sessions: withOutagesTold(sessionRepository(database)),
    apiKeys: withOutagesTold(apiKeyRepository(database)),
    roles: withOutagesTold(roleRepository(database)),
    areas: withOutagesTold(areaRepository(database)),
    appendAudit: (...records) =>
      tellingOutages(() => appendToOutbox(prismaSqlClient(database), ...records.map(auditMessage))),
  };
}
