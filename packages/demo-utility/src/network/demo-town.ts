import { resolve } from 'node:path';
import { DISTRICTS } from '../districts.ts';
import { drawTown } from './draw-town.ts';
import { inpText } from './inp-text.ts';

export const NETWORK_FILE = resolve(import.meta.dirname, '../../network/demo-town.inp');

const NETWORK_SEED = 5531;
/** What a connection draws on average, leaving leakage out. */
const M3_PER_HOUR_AND_CONNECTION = 0.034;

/** The text of the committed network file, drawn anew. */
export function demoTownInp(): string {
  const drawing = drawTown(NETWORK_SEED);
  const weights = new Map<number, number>();
  for (const junction of drawing.junctions) {
    const district = districtOf(junction.id);
    weights.set(district, (weights.get(district) ?? 0) + junction.demand);
  }
  return inpText(drawing, (junction) => {
    const district = DISTRICTS.find(({ number }) => number === districtOf(junction.id));
    if (district === undefined) {
      return 0;
    }
    const share = junction.demand / (weights.get(district.number) ?? 1);
    return share * district.connections * M3_PER_HOUR_AND_CONNECTION;
  });
}

/** `J4-17` lies in district 4; mains and inlets, which serve nobody, in none. */
export function districtOf(junctionId: string): number {
  return Number(/^J(\d)-/.exec(junctionId)?.[1] ?? 0);
}
