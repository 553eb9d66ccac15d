import { migrate } from '@waris/database';
import { silentLogger } from '@waris/service-kit';
import type { CliConfig, Environment } from '../config.ts';
import { openStores } from '../system/open-stores.ts';
import { openSystem } from '../system/open-system.ts';
import { step } from '../terminal/step.ts';
import { readDemoRecord } from './demo-record.ts';
import { latestMidnight, loadDemo } from './ensure-demo.ts';

/** `waris demo`: the same as in an empty `waris up`, in whatever is there; twice changes nothing. */
export async function makeDemo(config: CliConfig, environment: Environment): Promise<void> {
  const stores = await openStores(config, environment, 'command', silentLogger);
  try {
    await migrate(stores.postgresUrl);
    const system = await openSystem(stores, silentLogger);
    try {
      const record = await readDemoRecord(config.dataDir);
      const endAt = record?.endAt ?? latestMidnight(new Date());
      const demo = await step('Demo utility', (report) =>
        loadDemo(system, config, silentLogger, report, endAt),
      );
      process.stdout.write(
        `Branch ${demo.branchCode}; sign in as ${demo.email} with ${demo.password}.\n` +
          `What really leaks is in ${config.dataDir}/demo-truth.json.\n`,
      );
    } finally {
      await system.stop();
    }
  } finally {
    await stores.stop();
  }
}
