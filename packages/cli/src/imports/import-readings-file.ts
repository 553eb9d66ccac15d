import { createReadStream, createWriteStream } from 'node:fs';
import { rm, stat } from 'node:fs/promises';
import { finished } from 'node:stream/promises';
import { migrate } from '@waris/database';
import { silentLogger, StartError } from '@waris/service-kit';
import {
  importReadings,
  openTelemetry,
  parseTelemetryConfig,
  type ImportProgress,
  type ImportSummary,
} from '@waris/telemetry';
import type { CliConfig, Environment } from '../config.ts';
import { openStores } from '../system/open-stores.ts';
import { commandRequest } from '../system/open-system.ts';
import { step } from '../terminal/step.ts';
import { describeRefusal } from './describe-refusal.ts';

export type ReadingsFileOptions = {
  readonly unit: string;
  readonly quantity: 'flow' | 'pressure' | 'register';
  readonly timeZone: string;
  readonly column?: readonly string[];
  readonly onError: 'reject' | 'skip';
  readonly rejected?: string;
};

/** `waris import readings`: stores one CSV file and tells what became of its rows. */
export async function importReadingsFile(
  config: CliConfig,
  environment: Environment,
  file: string,
  options: ReadingsFileOptions,
): Promise<void> {
  const { size } = await stat(file).catch((error: NodeJS.ErrnoException) => {
    throw new StartError(`${file} cannot be read (${error.code ?? error.message}).`);
  });
  const stores = await openStores(config, environment, 'command', silentLogger);
  try {
    await migrate(stores.postgresUrl);
    const telemetry = await openTelemetry(parseTelemetryConfig(stores.environment), {
      keyValueStore: stores.keyValueStore,
      log: silentLogger,
    });
    try {
      const context = telemetry.createContext(commandRequest(silentLogger));
      await storeFile(context, file, size, options);
    } finally {
      await telemetry.stop();
    }
  } finally {
    await stores.stop();
  }
}

async function storeFile(
  context: Parameters<typeof importReadings>[0],
  file: string,
  size: number,
  options: ReadingsFileOptions,
): Promise<void> {
  const rejectedFile = options.rejected ?? `${file}.rejected.csv`;
  const rejectedTo = createWriteStream(rejectedFile);
  const result = await step(`Importing ${file}`, (report) =>
    importReadings(context, {
      fileName: file,
      openStream: () => createReadStream(file),
      quantity: quantities[options.quantity],
      unit: options.unit,
      timeZone: options.timeZone,
      mapping: mappingOf(options.column ?? []),
      onError: options.onError === 'skip' ? 'SKIP' : 'REJECT',
      rejectedTo,
      onProgress: (progress) => report(describeProgress(progress, size)),
    }),
  );
  rejectedTo.end();
  await finished(rejectedTo);
  const rejectedCount = result.ok ? result.value.rejectedCount : 0;
  if (rejectedCount === 0) await rm(rejectedFile);
  if (!result.ok) throw new StartError(result.errors.map(describeRefusal).join('\n'));

  process.stdout.write(summaryOf(result.value, rejectedFile));
  if (!result.value.stored) {
    throw new StartError(
      'Nothing was stored: mend the rejected rows, or leave them out with --on-error=skip.',
    );
  }
}

const quantities = { flow: 'FLOW', pressure: 'PRESSURE', register: 'REGISTER' } as const;

function mappingOf(pairs: readonly string[]): ReadonlyMap<string, string> {
  return new Map(
    pairs.map((pair) => {
      const at = pair.indexOf('=');
      if (at < 1 || at === pair.length - 1) {
        throw new StartError(`--column ${pair}: a name, = and a serial number.`);
      }
      return [pair.slice(0, at), pair.slice(at + 1)];
    }),
  );
}

function describeProgress({ phase, bytesRead, rowCount }: ImportProgress, size: number): string {
  const percent = size === 0 ? 100 : Math.floor((100 * bytesRead) / size);
  return `${phase} ${percent} %, ${rowCount} readings`;
}

function summaryOf(summary: ImportSummary, rejectedFile: string): string {
  const { rowCount, acceptedCount, duplicateCount, rejectedCount, rejected } = summary;
  const first = rejected
    .slice(0, 10)
    .map(
      ({ line, column, message }) =>
        `  line ${line}${column === null ? '' : `, column ${column}`}: ${message}\n`,
    );
  const more = rejectedCount > 0 ? `  all rejected rows are in ${rejectedFile}\n` : '';
  return `  ${rowCount} readings: ${acceptedCount} new, ${duplicateCount} there already, ${rejectedCount} rejected\n${first.join('')}${more}`;
}
