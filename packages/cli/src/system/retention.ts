import { migrate } from '@waris/database';
import { silentLogger, StartError } from '@waris/service-kit';
import {
  openTelemetry,
  parseTelemetryConfig,
  RetentionError,
  type RetentionStep,
  type RetentionSummary,
  type TelemetrySubgraph,
} from '@waris/telemetry';
import type { CliConfig, Environment } from '../config.ts';
import { step } from '../terminal/step.ts';
import { openStores } from './open-stores.ts';

/** `waris retention`: moves and drops what is due, or says what that would be. */
export async function retention(
  config: CliConfig,
  environment: Environment,
  dryRun: boolean,
): Promise<void> {
  const stores = await openStores(config, environment, 'command', silentLogger);
  try {
    await migrate(stores.postgresUrl);
    const telemetry = await openTelemetry(
      { ...parseTelemetryConfig(stores.environment), mqtt: null, retentionIntervalMs: 0 },
      { keyValueStore: stores.keyValueStore, log: silentLogger },
    );
    try {
      await (dryRun ? preview(telemetry) : run(telemetry));
    } finally {
      await telemetry.stop();
    }
  } finally {
    await stores.stop();
  }
}

const words = { DROP: 'drop', ARCHIVE: 'archive', PACK: 'pack' } as const;

async function run(telemetry: TelemetrySubgraph): Promise<void> {
  try {
    tell(await move(telemetry));
  } catch (error) {
    if (!(error instanceof RetentionError)) throw error;
    tell(error.moved);
    throw new StartError(error.message, { cause: error });
  }
}

async function move(telemetry: TelemetrySubgraph): Promise<RetentionSummary> {
  const moved = await step('Moving readings', (report) =>
    telemetry.retention.run({
      onProgress: ({ kind, quantity, fromDay, readings }) =>
        report(
          `${words[kind]} ${quantity.toLowerCase()} of ${dateOf(fromDay).slice(0, 7)}, ${readings}`,
        ),
    }),
  );
  if (moved === null) throw new StartError('Another process is moving readings: try again later.');
  return moved;
}

function tell({ PACK, ARCHIVE, DROP }: RetentionSummary): void {
  process.stdout.write(`  ${PACK} readings packed, ${ARCHIVE} archived, ${DROP} dropped\n`);
}

async function preview(telemetry: TelemetrySubgraph): Promise<void> {
  const steps = await telemetry.retention.preview();
  process.stdout.write(steps.length === 0 ? 'Nothing is due.\n' : tableOf(steps));
}

function tableOf(steps: readonly RetentionStep[]): string {
  const rows = steps.map(({ kind, quantity, fromDay, endDay, estimated, ...sizes }) => [
    words[kind],
    quantity.toLowerCase(),
    dateOf(fromDay),
    dateOf(endDay - 1),
    estimated ? `~${roundly(sizes.readings)}` : String(sizes.readings),
    megabytes(sizes.bytesNow),
    megabytes(sizes.bytesAfter),
  ]);
  const header = ['step', 'quantity', 'from', 'to', 'readings', 'MB now', 'MB after'];
  const lines = [header, ...rows];
  const widths = header.map((_, column) =>
    Math.max(...lines.map((row) => row[column]?.length ?? 0)),
  );
  const text = lines.map((row) =>
    row
      .map((cell, column) =>
        column < 4 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
      )
      .join('  ')
      .trimEnd(),
  );
  const marked = steps.some(({ estimated }) => estimated)
    ? ' Readings marked ~ were not counted but estimated from what the server knows of its tables.'
    : '';
  return `${text.join('\n')}\nNothing was changed. What is to come is estimated from what lies there already.${marked}\n`;
}

/** Two digits: an estimate is no better. */
function roundly(readings: number): string {
  return String(Number(readings.toPrecision(2)));
}

function dateOf(day: number): string {
  return new Date(day * 86_400_000).toISOString().slice(0, 10);
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(1);
}
