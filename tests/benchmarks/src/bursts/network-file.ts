import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseInp, type InpNetwork } from '@waris/epanet-network';

export type NetworkFile = { readonly inpText: string; readonly network: InpNetwork };

/** The first network of the folder that has all these nodes and links; null where none has. */
export async function findNetwork(
  dataFolder: string,
  nodes: readonly string[],
  links: readonly string[] = [],
): Promise<NetworkFile | null> {
  const folder = join(dataFolder, 'networks');
  // A folder of readings alone is a folder without a network.
  const files = await readdir(folder).catch(() => []);
  for (const fileName of files.filter((file) => file.endsWith('.inp')).toSorted()) {
    const inpText = await readFile(join(folder, fileName), 'utf8');
    const network = parseInp(inpText, fileName);
    if (!network.ok) continue;
    const { value } = network;
    if (nodes.every((id) => value.nodes.has(id)) && links.every((id) => value.links.has(id))) {
      return { inpText, network: value };
    }
  }
  return null;
}
