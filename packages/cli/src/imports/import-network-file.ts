import { readFile } from 'node:fs/promises';
import { migrate } from '@waris/database';
import {
  importedKinds,
  importNetwork,
  openNetwork,
  parseNetworkConfig,
  type NetworkImport,
} from '@waris/network';
import { silentLogger, StartError } from '@waris/service-kit';
import type { CliConfig, Environment } from '../config.ts';
import { openStores } from '../system/open-stores.ts';
import { commandRequest } from '../system/open-system.ts';
import { step } from '../terminal/step.ts';
import { refusedBy } from './refused-by.ts';

export type NetworkFileOptions = {
  readonly branch: string;
  readonly branchName?: string;
  readonly branchNameTh?: string;
  readonly region?: string;
  readonly meters: readonly string[];
  readonly pressureSensors: readonly string[];
  readonly levelSensors?: readonly string[];
  readonly mapping?: string;
  readonly projection?: string;
  readonly origin?: { readonly longitude: number; readonly latitude: number };
};

/** `waris import network`: reads one file into a branch and tells what became of it. */
export async function importNetworkFile(
  config: CliConfig,
  environment: Environment,
  file: string,
  options: NetworkFileOptions,
): Promise<void> {
  const text = await readText(file);
  const mapping = options.mapping === undefined ? null : await readText(options.mapping);
  const stores = await openStores(config, environment, 'command', silentLogger);
  try {
    await migrate(stores.postgresUrl);
    const network = await openNetwork(parseNetworkConfig(stores.environment), {
      keyValueStore: stores.keyValueStore,
      log: silentLogger,
    });
    try {
      const context = network.createContext(commandRequest(silentLogger));
      const done = await step(`Importing ${file}`, async (report) => {
        const input = inputOf(file, text, mapping, options);
        const result = await importNetwork(context, input, (stage, count, total) =>
          report(`${stage} ${count}/${total}`),
        );
        if (!result.ok) throw refusedBy(result.errors);
        return result.value;
      });
      process.stdout.write(summaryOf(done));
    } finally {
      await network.stop();
    }
  } finally {
    await stores.stop();
  }
}

function inputOf(
  fileName: string,
  text: string,
  mapping: string | null,
  options: NetworkFileOptions,
) {
  const nameEn = options.branchName ?? options.branch;
  return {
    inp: { fileName, text },
    branch: {
      regionCode: options.region ?? null,
      branchCode: options.branch,
      nameTh: options.branchNameTh ?? nameEn,
      nameEn,
    },
    meters: options.meters,
    pressureSensors: options.pressureSensors,
    levelSensors: options.levelSensors ?? null,
    mapping,
    placement: { projection: options.projection ?? null, origin: options.origin ?? null },
  };
}

function summaryOf({ counts, unmeteredLinks, skipped, warnings }: NetworkImport): string {
  const rows = importedKinds.map((kind) => {
    const { created, changed, unchanged } = counts[kind];
    return `  ${kind.padEnd(11)} ${created} new, ${changed} changed, ${unchanged} unchanged`;
  });
  const unmetered = unmeteredLinks.map(
    ({ dmaCode, link }) => `  ${link} at the edge of ${dmaCode} has no meter`,
  );
  return [...rows, ...unmetered, ...skipped.map((text) => `  left out: ${text}`), ...warnings]
    .map((line) => `${line}\n`)
    .join('');
}

async function readText(file: string): Promise<string> {
  return readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new StartError(`${file} cannot be read (${error.code ?? error.message}).`, {
      cause: error,
    });
  });
}
