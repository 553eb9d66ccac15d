import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import {
  pipeSignatures,
  pressureSensitivity,
  type PipeSignatures,
} from '@waris/epanet-network/hydraulics';
import { readColumns } from '../read-columns.ts';
import { disturbModel } from './disturb-model.ts';
import { findNetwork, type NetworkFile } from './network-file.ts';

export type Model = NetworkFile & {
  readonly signatures: PipeSignatures;
  readonly seconds: number;
};

/** The first network of the folder that has all these nodes, solved; null where none has. */
export async function readModel(
  dataFolder: string,
  sensors: readonly string[],
): Promise<Model | null> {
  const file = await findNetwork(dataFolder, sensors);
  return file === null ? null : solve(file, sensors, file.inpText);
}

/** The same model with the pipes of one area alone to choose from. */
export function withinArea(model: Model, holdsPipe: (pipe: string) => boolean): Model {
  const { signatures } = model;
  const candidates = signatures.candidates.filter(({ id }) => holdsPipe(id));
  return { ...model, signatures: { ...signatures, candidates } };
}

/** The same network as one would know it whose roughness and demands are off by up to a ratio. */
export function wrongModel(model: Model, ratio: number): Promise<Model> {
  return solve(model, model.signatures.sensors, disturbModel(model.inpText, ratio));
}

async function solve(
  { inpText, network }: NetworkFile,
  sensors: readonly string[],
  solvedText: string,
): Promise<Model> {
  const start = performance.now();
  const { fileName } = network;
  const sensitivity = await pressureSensitivity(solvedText, { fileName, sensors });
  if (!sensitivity.ok) {
    throw new Error(sensitivity.errors.map(({ message }) => message).join('\n'));
  }
  const signatures = pipeSignatures(network, sensitivity.value);
  return { inpText, network, signatures, seconds: (performance.now() - start) / 1000 };
}

/** The true flow of each leak, m³/h by the hour; null in a folder without it. */
export async function readLeakFlows(
  folder: string,
  name: string,
): Promise<ReadonlyMap<string, Float64Array> | null> {
  const file = `leak_flow_${name}_hourly_m3h.csv.gz`;
  if (!(await readdir(folder)).includes(file)) return null;
  return (await readColumns(join(folder, file))).columns;
}
