import { pressureSensitivity } from '@waris/epanet-network/hydraulics';
import { openNetwork } from '@waris/network';
import {
  createSubgraphExecutor,
  newId,
  openMemoryKeyValueStore,
  silentLogger,
  type ViewerClaims,
} from '@waris/service-kit';
import { testRequest } from '@waris/testkit';
import {
  firstDay,
  stepsPerDay,
  townDay,
  type DetectionWorld,
  type Leak,
} from './detection-world.ts';
import { addSeries, entityOf, entityQuery, periodArgument } from './world.ts';

const side = 5;
const spacingM = 250;

const junctionOf = (x: number, y: number) => `j${x}${y}`;
const cells = Array.from({ length: side * side }, (_, i) => ({
  x: i % side,
  y: Math.floor(i / side),
}));

/** Streets in a square grid, all of one DMA, fed at a corner through a valve; thin at the far end. */
export const grid = `[JUNCTIONS]
 in 0 0
${cells.map(({ x, y }) => ` ${junctionOf(x, y)} 0 2.4`).join('\n')}
[RESERVOIRS]
 R 45
[PIPES]
 main R in 200 300 130
${cells
  .flatMap(({ x, y }) => [
    ...(x + 1 < side ? [street('h', x, y, junctionOf(x + 1, y))] : []),
    ...(y + 1 < side ? [street('v', x, y, junctionOf(x, y + 1))] : []),
  ])
  .join('\n')}
[VALVES]
 gate in j00 250 TCV 0 0
[PATTERNS]
 1 0.4 0.6 1.3 1.5 1.2 1
[TIMES]
 Pattern Timestep 4:00
[OPTIONS]
 Units CMH
 Pattern 1
[COORDINATES]
 R -300 0
 in -100 0
${cells.map(({ x, y }) => ` ${junctionOf(x, y)} ${x * spacingM} ${y * spacingM}`).join('\n')}
[END]
`;

function street(kind: string, x: number, y: number, to: string): string {
  return ` ${kind}${x}${y} ${junctionOf(x, y)} ${to} ${spacingM} ${x + y < 3 ? 150 : 100} 110`;
}

/** The grid with a street behind it that is a DMA of its own, with two loggers. */
export const twoDmas = grid
  .replace('[RESERVOIRS]', ' k1 0 1\n k2 0 1\n[RESERVOIRS]')
  .replace('[VALVES]', ' ks k1 k2 250 100 110\n[VALVES]\n gate2 j00 k1 150 TCV 0 0')
  .replace('[END]', ' k1 -100 250\n k2 -100 500\n[END]');

export const loggers = ['j00', 'j20', 'j40', 'j12', 'j33', 'j04', 'j24', 'j44'];

export type PlaceDma = {
  readonly id: string;
  readonly branchId: string;
  readonly inletId: string;
  /** The DMA behind it, where there is one, and the meter between the two. */
  readonly other: { readonly id: string; readonly inletId: string } | null;
  /** Pressure meters by the junction at which they stand. */
  readonly meters: ReadonlyMap<string, string>;
};

const mutation = `mutation ($input: ImportNetworkInput!) { importNetwork(input: $input) {
  import { branch { id } dmas { id } } userErrors { ... on UserError { message } } } }`;

/** The grid as a DMA of a branch of its own, with loggers at some junctions. */
export async function importGrid(
  world: DetectionWorld,
  options: { readonly loggers?: readonly string[]; readonly text?: string } = {},
): Promise<PlaceDma> {
  const { loggers: chosen = loggers, text = grid } = options;
  const code = newId().slice(-10).toUpperCase();
  const keyValueStore = openMemoryKeyValueStore();
  const network = await openNetwork(
    { databaseUrl: world.postgresUrl },
    { keyValueStore, log: silentLogger },
  );
  const input = {
    fileName: 'grid.inp',
    text,
    branch: { code, regionCode: `R${code}`, nameTh: 'ตาราง', nameEn: 'Grid' },
    meters: ['gate', ...(text.includes('gate2') ? ['gate2'] : [])].map((id) => ({
      id,
      serialNumber: `${code}-${id}`,
    })),
    pressureSensors: chosen.map((id) => ({ id, serialNumber: `${code}-${id}` })),
    placement: { origin: { type: 'Point', coordinates: [100.5, 13.7] } },
  };
  const result = await createSubgraphExecutor(network).execute(
    { query: mutation, variables: { input } },
    testRequest(),
  );
  await network.stop();
  await keyValueStore.stop();
  expect(result.errors).toBeUndefined();
  const { importNetwork } = result.data as {
    importNetwork: { import: { branch: { id: string }; dmas: { id: string }[] } };
  };
  const { branch, dmas } = importNetwork.import;
  const { rows } = await world.client.query<{ id: string; at: string }>(
    `select id, split_part(serial_number, '-', 2) as at from dma.meters where branch_id = $1`,
    [branch.id],
  );
  const byPlace = new Map(rows.map(({ id, at }) => [at, id]));
  const meterAt = (place: string) => byPlace.get(place) ?? '';
  const [first, second] = dmas;
  return {
    id: first?.id ?? '',
    branchId: branch.id,
    inletId: meterAt('gate'),
    other: second === undefined ? null : { id: second.id, inletId: meterAt('gate2') },
    meters: new Map(chosen.map((junction) => [junction, meterAt(junction)])),
  };
}

/** Half-hours of flow of some days, with leaks. */
export async function addFlows(
  world: DetectionWorld,
  dma: PlaceDma,
  days: { readonly from: number; readonly to: number },
  leaks: readonly Leak[],
): Promise<void> {
  const flows = daysOf(days).flatMap((day) => townDay(day, leaks));
  await addSeries(world, 'flow_readings', dma.inletId, seriesFrom(days.from), flows);
  if (dma.other === null) return;
  const onwards = flows.map((_flow, index) => 2 + ((index * 7) % 5) / 10);
  await addSeries(world, 'flow_readings', dma.other.inletId, seriesFrom(days.from), onwards);
}

export type GridLeak = Leak & { readonly junction: string };

/** Half-hours of pressure: a demand that moves all, a sensor's own noise, and leaks by EPANET. */
export async function addPressures(
  world: DetectionWorld,
  dma: PlaceDma,
  days: { readonly from: number; readonly to: number },
  leaks: readonly GridLeak[],
  heard: (junction: string, day: number, pressureM: number) => number | null = (_at, _day, m) => m,
): Promise<void> {
  const falls = await Promise.all(leaks.map((leak) => fallsOf(leak)));
  for (const [junction, meterId] of dma.meters) {
    // A logger of the other DMA reads what is read where the two meet.
    const sensor = Math.max(0, loggers.indexOf(junction));
    const values = daysOf(days).flatMap((day) =>
      Array.from({ length: stepsPerDay }, (_, step) => {
        const lost = leaks.reduce((sum, { from, to }, index) => {
          const fall = falls[index]?.[Math.floor((step * 8) / stepsPerDay)]?.[sensor] ?? 0;
          return sum + (day >= from && day < to ? fall : 0);
        }, 0);
        const pressureM = 30 - pressureSwing(day, step, sensor) - lost;
        return heard(junction, day, Number(pressureM.toFixed(3)));
      }),
    );
    await addSeries(world, 'pressure_readings', meterId, seriesFrom(days.from), values);
  }
}

function pressureSwing(day: number, step: number, sensor: number): number {
  const common = Math.cos((2 * Math.PI * (step - 6)) / stepsPerDay) + (((day * 13) % 7) - 3) / 8;
  const own = ((day * 31 + step * 17 + sensor * 53) % 23) - 11;
  return -(0.6 + 0.15 * sensor) * common + 0.004 * own;
}

/** By block of the day: the fall at each logger, m, of the whole leak at its junction. */
async function fallsOf({ junction, size }: GridLeak): Promise<readonly Float64Array[]> {
  const result = await pressureSensitivity(grid, {
    fileName: 'grid.inp',
    sensors: loggers,
    junctions: [junction],
    trialLeakM3PerHour: size,
  });
  if (!result.ok) throw new Error(result.errors.map(({ message }) => message).join());
  const { fallsMPerM3PerHour } = result.value;
  return Array.from({ length: 8 }, (_, block) =>
    fallsMPerM3PerHour
      .subarray(block * loggers.length, (block + 1) * loggers.length)
      .map((fall) => fall * size),
  );
}

const dayMs = 86_400_000;
const seriesFrom = (day: number) => ({
  from: new Date(Date.parse(firstDay) + day * dayMs).toISOString(),
  minutes: (24 * 60) / stepsPerDay,
});
const daysOf = ({ from, to }: { readonly from: number; readonly to: number }) =>
  Array.from({ length: to - from }, (_, index) => from + index);

/** Metres in the plane between a street's middle and a junction. */
export function metresBetween(street: string, junction: string): number {
  const [kind, x = '0', y = '0'] = street;
  const [, jx = '0', jy = '0'] = junction;
  const middle = {
    x: Number(x) + (kind === 'h' ? 0.5 : 0),
    y: Number(y) + (kind === 'v' ? 0.5 : 0),
  };
  return spacingM * Math.hypot(middle.x - Number(jx), middle.y - Number(jy));
}

export type Burst = Readonly<Record<string, unknown>> & {
  readonly id: string;
  readonly sizeM3PerHour: number | null;
  readonly startAt: string;
  readonly endedAt: string | null;
  readonly rises: readonly { readonly startAt: string; readonly sizeM3PerHour: number | null }[];
  readonly location: {
    readonly knownUntilAt: string;
    readonly candidates: readonly {
      readonly code: string;
      readonly pipe: { readonly id: string };
    }[];
    readonly area: {
      readonly pipeCount: number;
      readonly lengthM: number;
      readonly pipes: readonly { readonly id: string }[];
      readonly path: { readonly type: string; readonly coordinates: readonly unknown[] } | null;
    };
    readonly sensors: readonly { readonly id: string }[];
    readonly sensorCount: number;
    readonly sensorsLeftOut: readonly {
      readonly meter: { readonly id: string };
      readonly reason: string;
    }[];
    readonly isModelDoubtful: boolean;
    readonly misfitIndex: number;
  } | null;
  readonly locationProblem: {
    readonly reason: string;
    readonly message: string;
    readonly sensorsLeftOut: readonly unknown[];
  } | null;
};

const leftOutFields = 'sensorsLeftOut { meter { id } reason }';
const fields = `id startAt detectedAt endedAt sizeM3PerHour priority
  rises { startAt detectedAt endedAt sizeM3PerHour confidenceRatio approaches evidence { observed } }
  locationProblem { reason message ${leftOutFields} }
  location { knownUntilAt answeredAt pipeCount misfitIndex isModelDoubtful sensorCount networkFile
    sensors { id } ${leftOutFields}
    referenceFromAt referenceToAt measuredFromAt measuredToAt
    candidates(first: 200) { code probabilityRatio sizeM3PerHour pipe { id } }
    area { probabilityRatio pipeCount lengthM pipes { id } path } }`;

/** Bursts of a DMA with their places; null when the caller may not see the DMA. */
export async function burstsWithPlaces(
  world: DetectionWorld,
  { id }: Pick<PlaceDma, 'id'>,
  claims: Partial<ViewerClaims> = {},
): Promise<readonly Burst[] | null> {
  const field = `burstEvents(${periodArgument}) { nodes { kind ${fields} } }`;
  const period = { from: '2025-10-01T00:00:00Z', to: '2026-02-01T00:00:00Z' };
  const answer = await world.ask(entityQuery('Dma', field), { id, ...period }, claims);
  expect(answer.errors).toEqual([]);
  const entity = entityOf(answer) as {
    burstEvents: { nodes: readonly (Burst & { kind: string })[] } | null;
  } | null;
  return entity?.burstEvents?.nodes.filter(({ kind }) => kind === 'BURST') ?? null;
}

/** The only burst of a DMA. */
export async function theBurstOf(world: DetectionWorld, dma: PlaceDma): Promise<Burst> {
  const [burst, ...others] = (await burstsWithPlaces(world, dma)) ?? [];
  expect(others).toEqual([]);
  if (burst === undefined) throw new Error('There is a burst.');
  return burst;
}
