import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseInp, type InpNetwork } from '@waris/epanet-network';
import {
  pipeSignatures,
  pressureSensitivity,
  type PipeSignatures,
} from '@waris/epanet-network/hydraulics';
import { readColumns } from '../read-columns.ts';
import { disturbModel } from './disturb-model.ts';

export type Model = {
  readonly inpText: string;
  readonly network: InpNetwork;
  readonly signatures: PipeSignatures;
  readonly seconds: number;
};

/** The first network of the folder that has all these nodes, solved; null where none has. */
export async function readModel(
  dataFolder: string,
  sensors: readonly string[],
): Promise<Model | null> {
  const folder = join(dataFolder, 'networks');
  // A folder of readings alone is a folder without locations.
  const files = await readdir(folder).catch(() => []);
  for (const fileName of files.filter((file) => file.endsWith('.inp')).toSorted()) {
    const text = await readFile(join(folder, fileName), 'utf8');
    const network = parseInp(text, fileName);
    if (!network.ok || !sensors.every((sensor) => network.value.nodes.has(sensor))) continue;
    return solve(text, network.value, sensors, text);
  }
  return null;
}

/** The same network as one would know it whose roughness and demands are off by up to a ratio. */
export function wrongModel({ inpText, network, signatures }: Model, ratio: number): Promise<Model> {
  return solve(inpText, network, signatures.sensors, disturbModel(inpText, ratio));
}

async function solve(
  inpText: string,
  network: InpNetwork,
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
