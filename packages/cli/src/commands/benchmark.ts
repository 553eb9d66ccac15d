import type { Command } from 'commander';

export function addBenchmarkCommand(program: Command): void {
  program
    .command('benchmark')
    .description('measure WARIS against reference data or bare SQL; without a name lists them')
    .argument('[name]')
    .option('--data <folder>', 'reference data, by default ../shared/data')
    .option('--json', 'for programs')
    .action(async (name: string | undefined, options: { data?: string; json?: boolean }) => {
      const { listBenchmarks, runBenchmark } = await import('../benchmarks/run-benchmark.ts');
      await (name === undefined ? listBenchmarks() : runBenchmark(name, options));
    });
}
