import type { InpPipe } from '@waris/epanet-network';
import type { DemoPipe } from '../demo-utility.ts';
import { createRandom } from '../random.ts';
import type { Random } from '../random.ts';
import type { Town } from './town.ts';

export function describePipes(seed: number, town: Town, currentYear: number): readonly DemoPipe[] {
  const random = createRandom(seed, 'pipes');
  return [...town.network.links.values()]
    .filter((link): link is InpPipe => link.kind === 'pipe')
    .map((pipe) => {
      const ageYears = random.integer(2, 38);
      const wear = ageYears / 9 + random.between(-0.6, 0.6);
      return {
        id: pipe.id,
        dmaCode: town.partition.areaOfPipe.get(pipe.id) ?? null,
        lengthM: pipe.lengthM,
        diameterMm: pipe.diameterMm,
        material: materialOf(pipe.diameterMm, ageYears, random),
        installYear: currentYear - ageYears,
        condition: Math.min(5, Math.max(1, Math.round(wear) + 1)),
        isOpen: pipe.isOpen,
        course: town.placed.links.get(pipe.id) ?? [],
      };
    });
}

function materialOf(diameterMm: number, ageYears: number, random: Random): DemoPipe['material'] {
  if (diameterMm >= 250) {
    return random.pick(['steel', 'ductileIron']);
  }
  if (ageYears > 30) {
    return random.pick(['asbestosCement', 'PVC']);
  }
  return diameterMm >= 150
    ? random.pick(['PVC', 'HDPE', 'PVC'])
    : random.pick(['PVC', 'PVC', 'PE']);
}
