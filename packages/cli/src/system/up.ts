import { migrate } from '@waris/database';
import { createLogger, logDestination, StartError, type Logger } from '@waris/service-kit';
import type { CliConfig, Environment } from '../config.ts';
import { ensureDemo } from '../demo/ensure-demo.ts';
import { step } from '../terminal/step.ts';
import { printWelcome } from '../terminal/welcome.ts';
import { assertPortIsFree } from './assert-port-is-free.ts';
import { ensureFirstAdmin, forgetPassword } from './first-admin.ts';
import { openStores, type Stores } from './open-stores.ts';
import { openSystem } from './open-system.ts';
import { serveSystem } from './serve-system.ts';
import { stopOnSignals } from './stop-signals.ts';

/** How to close what has been opened so far, in the order of opening. */
type Opened = (() => Promise<void>)[];

/** Starts the whole of WARIS in this process and serves until a signal. */
export async function up(config: CliConfig, environment: Environment): Promise<void> {
  const opened: Opened = [];
  const stopAll = async () => {
    for (const stop of opened.toReversed()) await stop();
  };
  try {
    // Before anything is opened: a second `waris up` should say so and leave no trace.
    await assertPortIsFree(config.host, config.port);
    const { system, stores, log } = await open(config, environment, opened);
    const admin = await step('Admin', (report) => ensureFirstAdmin(system, config, report));
    const demo = config.demo
      ? await step('Demo utility', (report) => ensureDemo(system, config, log, report))
      : null;
    // Whoever finds the graph healthy may stop it at once.
    stopOnSignals(stopAll);
    const server = await step('Graph', () => serveSystem(system, stores, config, log));
    opened.push(server.stop);
    printWelcome({ url: server.url, admin, demo });
    await forgetPassword(config);
  } catch (error) {
    await stopAll();
    throw error;
  }
}

async function open(config: CliConfig, environment: Environment, opened: Opened) {
  const log = createLogger('waris', config.logLevel, logDestination(config.logFile));
  const stores = await step('Stores', () => openOwnStores(config, environment, log));
  opened.push(stores.stop);

  await step('Database', async (report) => {
    const applied = await migrate(stores.postgresUrl);
    report(applied.length === 0 ? 'up to date' : `${applied.length} migrations applied`);
  });

  const system = await step('Services', () => openSystem(stores, log));
  opened.push(system.stop);
  await system.telemetry.startMqtt();

  return { system, stores, log };
}

async function openOwnStores(
  config: CliConfig,
  environment: Environment,
  log: Logger,
): Promise<Stores> {
  const stores = await openStores(config, environment, 'serve', log);
  if (stores.kind === 'attached') {
    throw new StartError(
      `${config.dataDir} is in use by another waris. Stop it, or set WARIS_DATA_DIR.`,
    );
  }
  return stores;
}
