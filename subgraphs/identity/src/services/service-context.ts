import type { KeyValueStore, RequestContext } from '@waris/service-kit';
import type { AuditLogRepository } from '../persistence/audit-log-repository.ts';
import type { TransactionalStore } from '../persistence/store.ts';
import type { Passwords } from './passwords.ts';

/** What a use case of identity works with. */
export type ServiceContext = RequestContext & {
  readonly store: TransactionalStore;
  readonly auditLogs: AuditLogRepository;
  readonly keyValueStore: KeyValueStore;
  readonly passwords: Passwords;
  readonly tokenSecret: string;
  /** 32 random bytes in base64url. */
  newSecret(): string;
};
