import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { benchmarks, formatReport, type BenchmarkWorld } from '@waris/benchmarks';
import { migrate } from '@waris/database';
import { serveGateway } from '@waris/gateway';
import { serviceClaims, silentLogger, StartError } from '@waris/service-kit';
import { environment, parseCliConfig } from '../config.ts';
import { createSystemGateway } from '../system/create-system-gateway.ts';
import { openStores, type Stores } from '../system/open-stores.ts';
import { commandRequest, openSystem } from '../system/open-system.ts';
import { step } from '../terminal/step.ts';

export async function listBenchmarks(): Promise<void> {
  for (const { name, description } of benchmarks) {
    process.stdout.write(`${name.padEnd(14)} ${description}\n`);
  }
}

/** Runs one benchmark on stores of its own, which are gone afterwards. */
export async function runBenchmark(
  name: string,
  options: { data?: string; database?: string; json?: boolean },
): Promise<void> {
  const benchmark = benchmarks.find((one) => one.name === name);
  if (benchmark === undefined) {
    const names = benchmarks.map((one) => one.name).join(', ');
    throw new StartError(`There is no benchmark ${name}: ${names}.`);
  }
  const dataFolder = await findData(options.data);
  const folder = await mkdtemp(join(tmpdir(), 'waris-benchmark-'));
  try {
    const report = await withWorld(folder, options.database, (world) =>
      // With --json standard output is for the program alone.
      options.json === true
        ? benchmark.run(world, { dataFolder, report: tellOnTheSide })
        : step(`Benchmark ${name}`, (progress) =>
            benchmark.run(world, { dataFolder, report: progress }),
          ),
    );
    process.stdout.write(
      options.json === true
        ? `${JSON.stringify({ benchmark: name, ...report }, null, 2)}\n`
        : `\n${formatReport(report)}\n`,
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function findData(given: string | undefined): Promise<string> {
  const folder = resolve(given ?? environment['WARIS_BENCHMARK_DATA'] ?? '../shared/data');
  const found = await stat(folder).catch(() => null);
  if (found?.isDirectory() !== true) {
    throw new StartError(`The reference data is not at ${folder}: name its folder with --data.`);
  }
  return folder;
}

async function withWorld<Value>(
  folder: string,
  databaseUrl: string | undefined,
  work: (world: BenchmarkWorld) => Promise<Value>,
): Promise<Value> {
  const config = {
    ...parseCliConfig(environment),
    // Never the user's own stores: a benchmark fills what it runs on.
    dataDir: join(folder, '.waris'),
    databaseUrl,
    mongoUrl: undefined,
    redis: null,
  };
  // What else a service does by itself is measured apart.
  const settings = {
    WARIS_ROLL_UP_MS: '0',
    WARIS_RETENTION_MINUTES: '0',
    WARIS_ANALYSIS_INTERVAL_SECONDS: '0',
  };
  const stores = await openStores(config, settings, 'command', silentLogger);
  try {
    const applied = await migrate(stores.postgresUrl);
    if (applied.length === 0) {
      throw new StartError('The database is not empty. A benchmark fills what it runs on.');
    }
    return await withSystem(stores, databaseUrl === undefined, work);
  } finally {
    await stores.stop();
  }
}

async function withSystem<Value>(
  stores: Stores,
  embedded: boolean,
  work: (world: BenchmarkWorld) => Promise<Value>,
): Promise<Value> {
  const system = await openSystem(stores, silentLogger);
  const gateway = await createSystemGateway(system, silentLogger);
  const server = await serveGateway(gateway, {
    host: '127.0.0.1',
    port: 0,
    introspection: false,
    authenticate: async () => serviceClaims('benchmark'),
    stores: async () => [],
    log: silentLogger,
  });
  try {
    return await work({
      gateway,
      server: { gatewayUrl: server.url, postgresUrl: stores.postgresUrl, embedded },
      rollUp: () => system.telemetry.rollUp(),
      judgeOnce: () => system.analysis.evaluateOnce(),
      retain: async (at) => {
        await system.telemetry.retention.run({ now: at });
      },
      networkContext: () => system.network.createContext(commandRequest(silentLogger)),
      telemetryContext: () => system.telemetry.createContext(commandRequest(silentLogger)),
    });
  } finally {
    await server.stop();
    await gateway.stop();
    await system.stop();
  }
}

function tellOnTheSide(progress: string): void {
  process.stderr.write(`${progress}\n`);
}
