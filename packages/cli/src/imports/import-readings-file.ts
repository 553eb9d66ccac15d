import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { migrate } from '@waris/database';
import { silentLogger, StartError } from '@waris/service-kit';
import {
  findInterruptedImport,
  importReadings,
  openTelemetry,
  parseTelemetryConfig,
  type ImportOptions,
  type ImportSummary,
  type InterruptedImport,
} from '@waris/telemetry';
import type { CliConfig, Environment } from '../config.ts';
import { openStores } from '../system/open-stores.ts';
import { commandRequest } from '../system/open-system.ts';
import { step } from '../terminal/step.ts';
import { createProgressLine } from '../terminal/progress-line.ts';
import { refusedBy } from './refused-by.ts';
import { hashFile } from './hash-file.ts';
import { openRejectedFile } from './rejected-file.ts';

export type ReadingsFileOptions = {
  readonly unit: string;
  readonly quantity: 'flow' | 'pressure' | 'register';
  readonly timeZone: string;
  readonly column?: readonly string[];
  readonly onError: 'reject' | 'skip';
  readonly rejected?: string;
  readonly restart?: boolean;
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
  const whole: ImportOptions = {
    ...optionsOf(file, options),
    contentSha256: await step(`Reading ${file}`, () => hashFile(file)),
  };
  const interrupted = await findInterruptedImport(context, whole);
  const resume = interrupted !== null && options.restart !== true && options.onError === 'skip';
  if (interrupted !== null) process.stdout.write(describeInterrupted(interrupted, options));

  const rejectedFile = options.rejected ?? `${file}.rejected.csv`;
  const rejected = await openRejectedFile(rejectedFile, resume ? interrupted.line : 0);
  const progressOf = createProgressLine(size, () => performance.now());
  const summary = await step(`Importing ${file}`, async (report) => {
    const result = await importReadings(context, {
      ...whole,
      resume,
      rejectedTo: rejected.stream,
      onProgress: (progress) => report(progressOf(progress)),
    }).catch((error: unknown) => {
      throw rejected.explained(error);
    });
    await rejected.close(result.ok && result.value.rejectedCount > 0);
    if (!result.ok) throw refusedBy(result.errors);
    return result.value;
  });

  process.stdout.write(summaryOf(summary, rejectedFile));
  if (!summary.stored) {
    throw new StartError(
      'Nothing was stored: mend the rejected rows, or leave them out with --on-error=skip.',
    );
  }
}

function optionsOf(file: string, options: ReadingsFileOptions): ImportOptions {
  return {
    fileName: file,
    openStream: () => createReadStream(file),
    quantity: quantities[options.quantity],
    unit: options.unit,
    timeZone: options.timeZone,
    mapping: mappingOf(options.column ?? []),
    onError: options.onError === 'skip' ? 'SKIP' : 'REJECT',
  };
}

function describeInterrupted(
  { updatedAt, line, rowCount }: InterruptedImport,
  { onError, restart }: ReadingsFileOptions,
): string {
  const when = `An import of this file was interrupted at ${updatedAt.toISOString()}`;
  if (onError === 'reject') {
    return `${when}. It begins anew: as the whole file is stored or nothing, nothing of it was.\n`;
  }
  const where = `${when}, after line ${line} (${rowCount} readings).`;
  return restart === true
    ? `${where} It begins anew, as --restart says.\n`
    : `${where} It goes on from there; --restart begins anew.\n`;
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
