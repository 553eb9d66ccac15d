import { inspectServer } from '@waris/database';
import type { OutboxReport } from '@waris/identity';
import { silentLogger, StartError } from '@waris/service-kit';
import type { ReadingsReport } from '@waris/telemetry';
import type { CliConfig, Environment } from '../config.ts';
import { outboxLines, outboxProblems } from './doctor-outbox.ts';
import { problemsOf, readingLines } from './doctor-readings.ts';
import { openStores } from './open-stores.ts';
import { openSystem, systemStores } from './open-system.ts';

/** `waris doctor`: what each store is, whether it answers, and what the database lacks. */
export async function runDoctor(
  config: CliConfig,
  environment: Environment,
  json: boolean,
): Promise<void> {
  const stores = await openStores(config, environment, 'command', silentLogger);
  try {
    const server = await inspectServer(stores.postgresUrl);
    if (!server.migrated) {
      throw new StartError('The database has no tables yet: run `waris migrate` or `waris up`.');
    }
    const system = await openSystem(stores, silentLogger);
    try {
      const report = {
        kind: stores.kind,
        server,
        stores: await systemStores(system),
        readings: await system.telemetry.inspect(),
        outbox: await system.identity.inspectOutbox(),
      };
      const now = new Date();
      process.stdout.write(json ? `${JSON.stringify(report, null, 2)}\n` : textOf(report, now));
      const ready = report.stores.every((store) => store.ready);
      const problems = [...problemsOf(report.readings), ...outboxProblems(report.outbox, now)];
      if (!ready || problems.length > 0) process.exitCode = 1;
    } finally {
      await system.stop();
    }
  } finally {
    await stores.stop();
  }
}

type Report = {
  readonly kind: string;
  readonly server: Awaited<ReturnType<typeof inspectServer>>;
  readonly stores: Awaited<ReturnType<typeof systemStores>>;
  readonly readings: ReadingsReport;
  readonly outbox: OutboxReport;
};

function textOf({ kind, server, stores, readings, outbox }: Report, now: Date): string {
  const storeLines = stores.map(
    ({ name, engine, ready, problem }) =>
      `  ${ready ? '✔' : '✖'} ${name.padEnd(12)} ${engine}${problem === undefined ? '' : `: ${problem}`}`,
  );
  const featureLines = server.features.map(({ name, version, withoutIt }) =>
    withoutIt === null
      ? `  ✔ ${name} ${version ?? ''}`
      : `  – ${name}${version === null ? '' : ` ${version}`}: ${withoutIt}`,
  );
  const engine = server.embedded ? 'embedded (PGlite)' : 'server';
  return `${[
    `Stores (${kind})`,
    ...storeLines,
    `${server.version}, ${engine}`,
    ...featureLines,
    'Readings',
    ...readingLines(readings),
    'Outbox',
    ...outboxLines(outbox, now),
  ].join('\n')}\n`;
}
