import { randomBytes } from 'node:crypto';
import { createUser, openIdentity, parseIdentityConfig } from '@waris/identity';
import { migrate } from '@waris/database';
import { silentLogger, StartError } from '@waris/service-kit';
import type { CliConfig, Environment } from '../config.ts';
import { openStores } from './open-stores.ts';
import { commandRequest } from './open-system.ts';

/** Makes one account on the stores of a running or a stopped WARIS. */
export async function createAccount(
  config: CliConfig,
  environment: Environment,
  account: {
    email: string;
    displayName: string;
    roles: readonly string[];
    password: string | undefined;
  },
): Promise<void> {
  const stores = await openStores(config, environment, 'command', silentLogger);
  try {
    await migrate(stores.postgresUrl);
    const identity = await openIdentity(parseIdentityConfig(stores.environment), {
      keyValueStore: stores.keyValueStore,
      log: silentLogger,
    });
    try {
      const password = account.password ?? randomBytes(12).toString('base64url');
      const context = identity.createContext(commandRequest(silentLogger));
      const result = await createUser(context, { ...account, password });
      if (!result.ok) throw new StartError(result.errors.map((error) => error.message).join(' '));
      const shown =
        account.password === undefined ? `, password ${password} (shown this once)` : '';
      process.stdout.write(`made ${result.value.email}${shown}\n`);
    } finally {
      await identity.stop();
    }
  } finally {
    await stores.stop();
  }
}
