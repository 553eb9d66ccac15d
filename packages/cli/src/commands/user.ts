import type { Command } from 'commander';
import { environment, parseCliConfig } from '../config.ts';

type CreateOptions = {
  readonly name?: string;
  readonly role: string[];
  readonly password?: string;
};

export function addUserCommand(program: Command): void {
  program
    .command('user')
    .description('accounts, without the graph')
    .command('create')
    .description('make an account; a password that is not given is made up and shown once')
    .argument('<email>')
    .option('--name <name>', 'display name, by default the e-mail address')
    .option('--role <role...>', 'admin, manager, analyst, operator or viewer', ['viewer'])
    .option('--password <password>')
    .action(async (email: string, options: CreateOptions) => {
      const { createAccount } = await import('../system/create-account.ts');
      await createAccount(parseCliConfig(environment), environment, {
        email,
        displayName: options.name ?? email,
        roles: options.role,
        password: options.password,
      });
    });
}
