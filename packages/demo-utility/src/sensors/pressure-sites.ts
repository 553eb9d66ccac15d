import type { PlanePoint } from '@waris/epanet-network';
import { DISTRICTS } from '../districts.ts';
import { dmaCode } from '../register/organisation.ts';
import type { Town } from '../register/town.ts';

export interface PressureSite {
  readonly dmaCode: string;
  readonly junction: string;
}

const LARGE_DMA_CONNECTIONS = 1300;
/** The district in which loggers were set out to tell where a leak is. */
const SURVEYED = { district: 2, loggers: 8 };

/**
 * In each DMA the junction by the inlet, the one furthest from it, and one between in large ones;
 * in the one that is surveyed more, each as far as can be from the others.
 */
export function pressureSites(town: Town): readonly PressureSite[] {
  return DISTRICTS.flatMap((district) => {
    const code = dmaCode(district.number);
    const junctions = (town.partition.areas.find((area) => area.code === code)?.junctions ?? [])
      .filter((id) => id.startsWith('J'))
      .flatMap((id) => town.network.nodes.get(id) ?? []);
    const meter = town.metering.meters.find(({ feedsArea }) => feedsArea === code);
    const link = town.network.links.get(meter?.linkId ?? '');
    const inlet = town.network.nodes.get(link?.endNode ?? '') ?? { x: 0, y: 0 };
    const usual = district.connections > LARGE_DMA_CONNECTIONS ? 3 : 2;
    const count = district.number === SURVEYED.district ? SURVEYED.loggers : usual;
    const chosen = junctions
      .toSorted((a, b) => distance(a, inlet) - distance(b, inlet))
      .slice(0, 1);
    while (chosen.length < count) {
      const apart = (point: PlanePoint): number =>
        Math.min(...chosen.map((other) => distance(point, other)));
      chosen.push(...junctions.toSorted((a, b) => apart(b) - apart(a)).slice(0, 1));
    }
    return chosen.map((junction) => ({ dmaCode: code, junction: junction.id }));
  });
}

function distance(a: PlanePoint, b: PlanePoint): number {
  return Math.hypot(a.x - b.x, a.y - b.y);
}
