import { Command } from 'commander';
import { addBenchmarkCommand } from './commands/benchmark.ts';
import { addDemoCommand } from './commands/demo.ts';
import { addDoctorCommand } from './commands/doctor.ts';
import { addImportCommand } from './commands/import.ts';
import { addMigrateCommand } from './commands/migrate.ts';
import { addRetentionCommand } from './commands/retention.ts';
import { addServeCommand } from './commands/serve.ts';
import { addUpCommand } from './commands/up.ts';
import { addUserCommand } from './commands/user.ts';
import { reportError } from './terminal/report-error.ts';

const program = new Command('waris')
  .description('Water-loss analysis and reporting.')
  .showHelpAfterError('(add --help for what can be asked)');

addServeCommand(program);
addUpCommand(program);
addDemoCommand(program);
addImportCommand(program);
addMigrateCommand(program);
addDoctorCommand(program);
addRetentionCommand(program);
addBenchmarkCommand(program);
addUserCommand(program);

try {
  await program.parseAsync();
} catch (error) {
  reportError(error);
  // What failed half-way may still hold connections, and would keep the terminal waiting.
  process.exit();
}
