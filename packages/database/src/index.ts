export { auditRecord } from './audit-record.ts';
export { databaseRole } from './database-role.ts';
export { sqlOfDatamodel } from './datamodel-sql.ts';
export { inspectServer, type ServerFeature } from './inspect.ts';
export { migrate } from './migrate.ts';
export { tellingOutages, withOutagesTold } from './outages.ts';
export {
  appendToOutbox,
  auditMessage,
  auditTopic,
  prismaSqlClient,
  type AuditRecord,
  type OutboxMessage,
  type SqlClient,
} from './outbox.ts';
export {
  connect,
  inTransaction,
  openPool,
  poolState,
  type Pool,
  type PoolClient,
  type PoolOptions,
} from './pool.ts';
export { query } from './query.ts';
