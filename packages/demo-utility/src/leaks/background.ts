import type { InpNetwork } from '@waris/epanet-network';

// The unavoidable real losses of Lambert et al. (1999): 18 L per km of mains and 0.8 L per
// connection, for each day and metre of pressure.
const L_PER_KM_DAY_M = 18;
const L_PER_CONNECTION_DAY_M = 0.8;

/** Seepage that nobody finds, at each junction, m³/h per metre of pressure. */
export function backgroundCoefficients(
  network: InpNetwork,
  connectionsAt: ReadonlyMap<string, { readonly length: number }>,
  factorOf: (junction: string) => number,
): ReadonlyMap<string, number> {
  const mainsKm = new Map<string, number>();
  for (const link of network.links.values()) {
    if (link.kind === 'pipe') {
      for (const end of [link.startNode, link.endNode]) {
        mainsKm.set(end, (mainsKm.get(end) ?? 0) + link.lengthM / 2000);
      }
    }
  }
  const coefficients = new Map<string, number>();
  for (const node of network.nodes.values()) {
    const litres =
      L_PER_KM_DAY_M * (mainsKm.get(node.id) ?? 0) +
      L_PER_CONNECTION_DAY_M * (connectionsAt.get(node.id)?.length ?? 0);
    const coefficient = (factorOf(node.id) * litres) / 24_000;
    if (node.kind === 'junction' && coefficient > 0) {
      coefficients.set(node.id, coefficient);
    }
  }
  return coefficients;
}
