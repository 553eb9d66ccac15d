import type { Command } from 'commander';
import { environment, parseCliConfig } from '../config.ts';

export function addMigrateCommand(program: Command): void {
  program
    .command('migrate')
    .description('bring the database to the newest migration')
    .action(async () => {
      const [{ migrate }, { openStores }, { silentLogger }] = await Promise.all([
        import('@waris/database'),
        import('../system/open-stores.ts'),
        import('@waris/service-kit'),
      ]);
      const stores = await openStores(
        parseCliConfig(environment),
        environment,
        'command',
        silentLogger,
      );
      try {
        const applied = await migrate(stores.postgresUrl);
        for (const name of applied) process.stdout.write(`applied ${name}\n`);
        if (applied.length === 0) process.stdout.write('The database is up to date.\n');
      } finally {
        await stores.stop();
      }
    });
}
