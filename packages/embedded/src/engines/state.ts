import { mkdir, rm } from 'node:fs/promises';
import { z } from 'zod';
import { readJsonFile, writeJsonFile } from '../data-directory/json-file.ts';
import { isAlive, ProcessIdentity } from '../data-directory/process-identity.ts';
import type { EngineName } from './engine.ts';
import { enginesFolder } from './folders.ts';

const EngineState = z.object({ process: ProcessIdentity, port: z.number().int() });

/** A started engine: its process, known by id and start time, and its port. */
export type EngineState = z.infer<typeof EngineState>;

function stateFile(name: EngineName): string {
  return enginesFolder(`running-${name}.json`);
}

/** The engine that an earlier command started, or null when its process is gone. */
export async function readState(name: EngineName): Promise<EngineState | null> {
  const state = await readJsonFile(stateFile(name), EngineState);
  return state !== null && (await isAlive(state.process)) ? state : null;
}

export async function writeState(name: EngineName, state: EngineState): Promise<void> {
  await mkdir(enginesFolder(), { recursive: true });
  await writeJsonFile(stateFile(name), state);
}

export async function removeState(name: EngineName): Promise<void> {
  await rm(stateFile(name), { force: true });
}
