import type { Command } from 'commander';
import { environment, parseCliConfig } from '../config.ts';

export function addUpCommand(program: Command): void {
  program
    .command('up')
    .description('start everything in this process: stores, services, gateway and sandbox')
    .addHelpText(
      'after',
      `
Environment:
  PORT, HOST              where to listen (4000, 127.0.0.1)
  WARIS_DATA_DIR          folder of the embedded stores (.waris)
  WARIS_ADMIN_EMAIL, WARIS_ADMIN_PASSWORD   the first admin; without a password one is made up
  WARIS_DEMO=0            no demo utility in an empty database
  DATABASE_URL, MONGODB_URL, REDIS_URL, MILVUS_ADDRESS   servers in place of the embedded stores`,
    )
    .action(async () => {
      const { up } = await import('../system/up.ts');
      await up(parseCliConfig(environment), environment);
    });
}
