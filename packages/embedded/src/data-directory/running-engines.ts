import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { answers } from '../engines/ports.ts';
import { readJsonFile, writeJsonFile } from './json-file.ts';
import { isAlive, ProcessIdentity } from './process-identity.ts';
import { Secrets } from './secrets.ts';

const RUN_FILE = 'run.json';

const EngineUrls = z.object({ postgresUrl: z.string(), mongoUrl: z.string() });
const RunFile = EngineUrls.extend({ owner: ProcessIdentity });

export type EngineUrls = z.infer<typeof EngineUrls>;
export type RunningEngines = EngineUrls & { readonly secrets: Secrets; readonly pid: number };

export async function writeRunningEngines(
  directory: string,
  owner: ProcessIdentity,
  urls: EngineUrls,
): Promise<void> {
  await writeJsonFile(join(directory, RUN_FILE), { owner, ...urls });
}

export async function removeRunningEngines(directory: string): Promise<void> {
  await rm(join(directory, RUN_FILE), { force: true });
}

/** The engines that another process runs on this folder; null when it is dead or they do not answer. */
export async function readRunningEngines(directory: string): Promise<RunningEngines | null> {
  const run = await readJsonFile(join(directory, RUN_FILE), RunFile);
  const secrets = await readJsonFile(join(directory, 'secrets.json'), Secrets);
  if (run === null || secrets === null || !(await isAlive(run.owner))) {
    return null;
  }
  const { postgresUrl, mongoUrl } = run;
  const all = await Promise.all([postgresUrl, mongoUrl].map(answersAt));
  return all.every(Boolean) ? { postgresUrl, mongoUrl, secrets, pid: run.owner.pid } : null;
}

function answersAt(url: string): Promise<boolean> {
  const { hostname, port } = new URL(url);
  return answers(Number(port), hostname);
}
