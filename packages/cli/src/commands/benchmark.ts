import type { Command } from 'commander';

type BenchmarkFlags = { data?: string; database?: string; json?: boolean };

export function addBenchmarkCommand(program: Command): void {
  program
    .command('benchmark')
    .description('measure WARIS against reference data or bare SQL; without a name lists them')
    .argument('[name]')
    .option('--data <folder>', 'reference data, by default ../shared/data')
    .option('--database <url>', 'an empty PostgreSQL database to fill, instead of the embedded')
    .option('--json', 'for programs')
    .action(async (name: string | undefined, options: BenchmarkFlags) => {
      const { listBenchmarks, runBenchmark } = await import('../benchmarks/run-benchmark.ts');
      await (name === undefined ? listBenchmarks() : runBenchmark(name, options));
    });
}
