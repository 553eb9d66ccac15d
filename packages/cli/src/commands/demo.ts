import type { Command } from 'commander';
import { environment, parseCliConfig } from '../config.ts';

export function addDemoCommand(program: Command): void {
  program
    .command('demo')
    .description('make the demo utility: a branch with 6 DMAs, 90 days of readings, known leaks')
    .action(async () => {
      const { makeDemo } = await import('../demo/make-demo.ts');
      await makeDemo(parseCliConfig(environment), environment);
    });
}
