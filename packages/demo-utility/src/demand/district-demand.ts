import type { InpNetwork } from '@waris/epanet-network';
import type { Grid } from '../calendar.ts';
import type { District } from '../districts.ts';
import { districtOf } from '../network/demo-town.ts';
import { drawCustomers } from './customers.ts';
import type { Customer } from './customers.ts';
import { demandColumns } from './demand-columns.ts';
import type { DemandColumns } from './demand-columns.ts';

/** The customers of one DMA, and what they and others draw there. */
export interface DistrictDemand {
  readonly district: District;
  readonly junctions: readonly string[];
  readonly baseDemandM3PerHour: number;
  readonly customers: readonly Customer[];
  readonly demand: DemandColumns;
}

export function districtDemand(
  seed: number,
  district: District,
  network: InpNetwork,
  grid: Grid,
): DistrictDemand {
  const nodes = [...network.nodes.values()]
    .filter((node) => node.kind === 'junction' && districtOf(node.id) === district.number)
    .map((node) => ({
      id: node.id,
      weight: node.kind === 'junction' ? node.baseDemandM3PerHour : 0,
    }));
  const customers = drawCustomers(seed, district, nodes);
  return {
    district,
    junctions: nodes.map((node) => node.id),
    baseDemandM3PerHour: nodes.reduce((sum, node) => sum + node.weight, 0),
    customers,
    demand: demandColumns(seed, district.number, customers, grid),
  };
}
