import { mkdir } from 'node:fs/promises';
import type { EngineName, EngineRecipe, Progress } from './engine.ts';
import { enginesFolder } from './folders.ts';
import { answers, freePort } from './ports.ts';
import { startProcess, stopProcess } from './process.ts';
import { readState, removeState, writeState } from './state.ts';

const LOGS = enginesFolder('logs');

export type EngineStatus = {
  readonly name: EngineName;
  readonly isRunning: boolean;
  readonly port: number | null;
  readonly url: string | null;
  readonly version: string | null;
};

/** Makes one engine available and returns its URL; one that runs already is left as it is. */
export async function up(
  recipe: EngineRecipe,
  wantedPort: number | undefined,
  progress: Progress,
): Promise<string> {
  const running = await readState(recipe.name);
  if (running !== null && (await answers(running.port))) {
    // An earlier attempt may have ended between starting the engine and preparing it.
    await recipe.prepare(running.port);
    return recipe.url(running.port);
  }
  await recipe.provision(progress);
  progress('starting');
  const port = await freePort(wantedPort ?? recipe.defaultPort);
  await mkdir(LOGS, { recursive: true });
  const process = await startProcess(
    await recipe.command(port),
    port,
    enginesFolder('logs', `${recipe.name}.log`),
  );
  await writeState(recipe.name, { process, port });
  await recipe.prepare(port);
  return recipe.url(port);
}

/** Ends the engine if an earlier `up` started it; says whether it did. */
export async function down(recipe: EngineRecipe): Promise<boolean> {
  const running = await readState(recipe.name);
  if (running !== null) {
    await stopProcess(running.process, recipe.stopSignal);
  }
  await removeState(recipe.name);
  return running !== null;
}

export async function status(recipe: EngineRecipe): Promise<EngineStatus> {
  const running = await readState(recipe.name);
  if (running === null) {
    return { name: recipe.name, isRunning: false, port: null, url: null, version: null };
  }
  return {
    name: recipe.name,
    isRunning: await answers(running.port),
    port: running.port,
    url: await recipe.url(running.port),
    version: (await recipe.version()).trim(),
  };
}
