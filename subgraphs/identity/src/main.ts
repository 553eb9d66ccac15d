import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { databaseRole, openPool, poolState } from '@waris/database';
import { buildSchema } from '@waris/schema-kit';
import {
  makeViewer,
  newId,
  serviceClaims,
  startBackgroundWork,
  type KeyValueStore,
  type Logger,
  type RequestContext,
  type Subgraph,
} from '@waris/service-kit';
import type { IdentityConfig } from './config.ts';
import type { Context } from './context.ts';
import { auditLogRepository } from './persistence/audit-log-repository.ts';
import { auditOutbox } from './persistence/audit-outbox.ts';
import { inspectOutbox, type OutboxReport } from './persistence/inspect-outbox.ts';
import { openMongo } from './persistence/mongo.ts';
import { openPrisma } from './persistence/prisma.ts';
import { seedRoles } from './persistence/seed-roles.ts';
import { openStore } from './persistence/store.ts';
import { resolvers } from './resolvers/index.ts';
import { createLoaders } from './resolvers/loaders.ts';
import { ensureFirstAdmin, type FirstAdmin } from './services/first-admin.ts';
import { openPasswords } from './services/passwords.ts';
import { outboxTurn, overdueBefore, purgeOutbox } from './services/purge-outbox.ts';
import { relayOutbox } from './services/relay-outbox.ts';

export type Identity = Subgraph<Context> & {
  /** Makes the first admin unless there is an account; tells a generated password once. */
  ensureFirstAdmin(options: { email: string; password?: string | undefined }): Promise<FirstAdmin>;
  /** Moves the outbox's audit records to MongoDB now; returns how many. */
  relayOnce(): Promise<number>;
  /** Deletes a batch of what was delivered long enough ago now; returns how many. */
  purgeOutboxOnce(): Promise<number>;
  inspectOutbox(): Promise<OutboxReport>;
};

const schemaFolder = fileURLToPath(new URL('../schema', import.meta.url));
const newSecret = () => randomBytes(32).toString('base64url');
const now = () => new Date();

export async function openIdentity(
  config: IdentityConfig,
  shared: { readonly keyValueStore: KeyValueStore; readonly log: Logger },
): Promise<Identity> {
  const { keyValueStore, log } = shared;
  const role = await databaseRole(config.postgresUrl, 'waris_identity');
  const pool = openPool({ url: config.postgresUrl, role, applicationName: 'waris-identity' });
  await seedRoles(pool);
  const prisma = openPrisma(pool);
  const mongo = openMongo(config.mongoUrl);
  const auditLogs = auditLogRepository(mongo, log);
  const { outboxDays } = config;
  const outboxContext = { outbox: auditOutbox(pool), auditLogs, log, now, outboxDays };
  const relay =
    config.relayIntervalMs === 0
      ? null
      : startBackgroundWork({
          name: 'moving audit records from the outbox',
          intervalMs: config.relayIntervalMs,
          work: outboxTurn(outboxContext),
          log,
        });

  const services = {
    store: openStore(prisma),
    auditLogs,
    keyValueStore,
    passwords: await openPasswords(newSecret()),
    tokenSecret: config.tokenSecret,
    newSecret,
  };
  const createContext = (request: RequestContext): Context => {
    const context = { ...request, ...services };
    return { ...context, loaders: createLoaders(context) };
  };
  const ownRequest = (): RequestContext => {
    return { viewer: makeViewer(serviceClaims('identity')), requestId: newId(), log, now, newId };
  };

  return {
    name: 'identity',
    schema: buildSchema(schemaFolder, resolvers),
    createContext,
    ensureFirstAdmin: (options) => ensureFirstAdmin(createContext(ownRequest()), options),
    relayOnce: () => relayOutbox(outboxContext),
    purgeOutboxOnce: () => purgeOutbox(outboxContext),
    inspectOutbox: () => inspectOutbox(pool, outboxDays, overdueBefore(outboxContext)),
    stores: () =>
      Promise.all([poolState(pool, 'postgresql'), mongo.state(), keyValueStore.state()]),
    stop: async () => {
      await relay?.stop();
      await prisma.$disconnect();
      await pool.end();
      await mongo.stop();
    },
  };
}
