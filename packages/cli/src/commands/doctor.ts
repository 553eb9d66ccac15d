import type { Command } from 'commander';
import { environment, parseCliConfig } from '../config.ts';

export function addDoctorCommand(program: Command): void {
  program
    .command('doctor')
    .description('look at every store and say what it is, what it lacks and what that means')
    .option('--json', 'for programs')
    .action(async (options: { json?: boolean }) => {
      const { runDoctor } = await import('../system/doctor.ts');
      await runDoctor(parseCliConfig(environment), environment, options.json === true);
    });
}
