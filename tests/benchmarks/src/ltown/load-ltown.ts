import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseInp } from '@waris/epanet-network';
import { importNetwork, setDmaFacts } from '@waris/network';
import type { Result } from '@waris/service-kit';
import { importReadings } from '@waris/telemetry';
import { z } from 'zod';
import type { BenchmarkWorld } from '../benchmark.ts';

const branchCode = '5531777';
const meters = ['p227', 'p235', 'PUMP_1'];

export type LoadedLtown = {
  readonly dmaCodes: readonly string[];
  readonly connections: number;
  readonly tankSurfaceM2: number;
};

const areasSchema = z.object({
  areas: z.record(z.string(), z.object({ junction_ids: z.array(z.string()).min(1) })),
});

/**
 * Areas A and B are one DMA, since nothing meters the valve between them; area C, behind the
 * pump and with the tank, is the other.
 */
export async function loadLtown(
  world: BenchmarkWorld,
  dataFolder: string,
  report: (progress: string) => void,
): Promise<LoadedLtown> {
  const battledim = join(dataFolder, 'battledim');
  const text = await readFile(join(dataFolder, 'networks/L-TOWN.inp'), 'utf8');
  const areas = areasSchema.parse(
    JSON.parse(await readFile(join(battledim, 'ltown_areas.json'), 'utf8')),
  ).areas;
  const first = (area: string) => areas[area]?.junction_ids[0] ?? '';
  sure(
    await importNetwork(world.networkContext(), {
      inp: { fileName: 'L-TOWN.inp', text },
      branch: { regionCode: '1', branchCode, nameTh: 'แอลทาวน์', nameEn: 'L-Town' },
      meters,
      mapping: JSON.stringify({
        dmas: [
          { code: '01', name: 'Areas A and B', includesNodes: [first('A'), first('B')] },
          { code: '02', name: 'Area C', includesNodes: [first('C')] },
        ],
      }),
      placement: { origin: { longitude: 33.04, latitude: 34.67 } },
    }),
  );
  const network = sure(parseInp(text, 'L-TOWN.inp'));
  const dmaCodes = [`${branchCode}-01`, `${branchCode}-02`];
  const nodes = Array.from(network.nodes.values());
  const served = nodes.filter((node) => node.kind === 'junction' && node.baseDemandM3PerHour > 0);
  const inAreaC = new Set(areas['C']?.junction_ids);
  const servedInC = served.filter((node) => inAreaC.has(node.id)).length;
  sure(
    await setDmaFacts(world.networkContext(), [
      { dmaCode: `${branchCode}-01`, connections: served.length - servedInC },
      { dmaCode: `${branchCode}-02`, connections: servedInC },
    ]),
  );

  await loadFile(world, join(battledim, 'scada_2019h1_flows_m3h.csv.gz'), 'FLOW', 'm3/h', meters);
  report('importing tank levels');
  await loadFile(world, join(battledim, 'scada_2019h1_levels_m.csv.gz'), 'PRESSURE', 'm', ['T1']);
  const [tank] = nodes.filter((node) => node.kind === 'tank');
  const diameterM = tank?.diameterM ?? Number.NaN;
  return {
    dmaCodes,
    connections: served.length,
    tankSurfaceM2: (Math.PI * diameterM ** 2) / 4,
  };
}

async function loadFile(
  world: BenchmarkWorld,
  file: string,
  quantity: 'FLOW' | 'PRESSURE',
  unit: string,
  columns: readonly string[],
): Promise<void> {
  const summary = sure(
    await importReadings(world.telemetryContext(), {
      fileName: file,
      openStream: () => createReadStream(file),
      quantity,
      unit,
      timeZone: 'Asia/Bangkok',
      mapping: new Map(columns.map((name) => [name, `${branchCode}-${name}`])),
      onError: 'REJECT',
    }),
  );
  if (!summary.stored) throw new Error(`${file}: ${summary.rejected[0]?.message ?? ''}`);
}

function sure<Value>(result: Result<Value, { readonly message: string }>): Value {
  if (result.ok) return result.value;
  throw new Error(result.errors.map((error) => error.message).join(' '));
}
