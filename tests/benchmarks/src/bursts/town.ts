import { flowColumn, netInflow, type BurstInput } from '@waris/water-loss';
import type { FileColumns } from '../read-columns.ts';
import { meteredAreas, type MeteredArea } from './metered-areas.ts';
import { findNetwork } from './network-file.ts';

/** Of BattLeDIM's one tank; used where no network file tells. */
const usualTankSurfaceM2 = Math.PI * 8 ** 2;

export type TrueLeak = {
  readonly pipe: string;
  readonly startAt: number;
  /** Infinity while it is open at the end of the files. */
  readonly endAt: number;
  readonly type: string;
};

/** The readings of one DMA and the leaks that began in it, times as if local time were UTC. */
export type DmaPeriod = {
  readonly code: string;
  readonly inflow: BurstInput;
  /** The same at the interval of the pressures, with those of its sensors. Null where none were simulated. */
  readonly withPressures: BurstInput | null;
  readonly leaks: readonly TrueLeak[];
  readonly holdsPipe: (pipe: string) => boolean;
};

export type Town = {
  /** Those that the flow meters set apart; one where no network file tells what they measure. */
  readonly dmas: readonly DmaPeriod[];
  /** The network as if it were one DMA. */
  readonly whole: DmaPeriod;
};

/** What was read of a stretch of time. */
export type Readings = {
  readonly flows: FileColumns;
  readonly levels: FileColumns | null;
  readonly pressures: FileColumns | null;
  readonly leaks: readonly TrueLeak[];
};

/** The readings by DMA: by the network of the folder that has all the meters and sensors. */
export async function readTown(dataFolder: string, readings: Readings): Promise<Town> {
  const whole = dmaPeriod(wholeNetwork(readings), readings);
  const dmas = await readDmas(dataFolder, readings);
  return { dmas: dmas.length === 0 ? [whole] : dmas, whole };
}

/** The DMAs whose net inflow the readings tell; none without a network that has all the meters. */
async function readDmas(dataFolder: string, readings: Readings): Promise<readonly DmaPeriod[]> {
  const meters = [...readings.flows.columns.keys()];
  const sensors = [...(readings.pressures?.columns.keys() ?? [])];
  const file = await findNetwork(dataFolder, sensors, meters);
  if (file === null) return [];
  const areas = meteredAreas(file.network, meters);
  const measured = areas.filter(({ tankSurfacesM2 }) =>
    [...tankSurfacesM2.keys()].every((tank) => readings.levels?.columns.has(tank)),
  );
  // Left out, an area without levels would take its leaks out of the score.
  if (measured.length < areas.length && readings.leaks.length > 0) return [];
  return measured.map((area, index) =>
    dmaPeriod(index === 0 ? andTheRest(area, areas) : area, readings),
  );
}

/** With what lies in no area, such as the mains from the sources, so that no leak is left out. */
function andTheRest(area: MeteredArea, areas: readonly MeteredArea[]): MeteredArea {
  const others = areas.filter((other) => other !== area);
  return {
    ...area,
    holdsNode: (node) => !others.some(({ holdsNode }) => holdsNode(node)),
    holdsPipe: (pipe) => !others.some(({ holdsPipe }) => holdsPipe(pipe)),
  };
}

// Reservoirs feed the network; what a pump moves stays inside it.
function wholeNetwork({ flows, levels }: Readings): MeteredArea {
  const meters = [...flows.columns.keys()].filter((name) => !name.startsWith('PUMP'));
  return {
    code: 'all',
    meters: new Map(meters.map((name) => [name, 1])),
    tankSurfacesM2: new Map(
      Array.from(levels?.columns.keys() ?? [], (tank) => [tank, usualTankSurfaceM2]),
    ),
    holdsNode: () => true,
    holdsPipe: () => true,
  };
}

function dmaPeriod(area: MeteredArea, readings: Readings): DmaPeriod {
  const inflow = inflowOf(area, readings);
  const { pressures, leaks } = readings;
  return {
    code: area.code,
    inflow,
    withPressures: pressures === null ? null : addPressures(inflow, pressures, area),
    leaks: leaks.filter(
      // Those that run from the first reading on are old.
      ({ pipe, startAt }) => startAt > inflow.startAt && area.holdsPipe(pipe),
    ),
    holdsPipe: area.holdsPipe,
  };
}

function inflowOf(area: MeteredArea, { flows, levels }: Readings): BurstInput {
  const startAt = timeOf(flows.times[0] ?? '');
  const intervalSeconds = (timeOf(flows.times[1] ?? '') - startAt) / 1000;
  const meters = Array.from(area.meters, ([name, sign]) => ({
    flowsM3PerHour: flows.columns.get(name) ?? [],
    sign,
  }));
  const tanks = Array.from(area.tankSurfacesM2, ([name, areaM2]) => ({
    levelsM: levels?.columns.get(name) ?? [],
    areaM2,
  }));
  return {
    startAt,
    intervalSeconds,
    netInflowM3PerHour: netInflow(meters, tanks, intervalSeconds),
  };
}

function addPressures(
  inflow: BurstInput,
  pressures: FileColumns,
  { holdsNode, tankSurfacesM2 }: MeteredArea,
): BurstInput {
  const first = timeOf(pressures.times[0] ?? '');
  const intervalSeconds = (timeOf(pressures.times[1] ?? '') - first) / 1000;
  const every = intervalSeconds / inflow.intervalSeconds;
  if (first !== inflow.startAt || !Number.isInteger(every)) {
    throw new Error('Pressures and flows do not begin together or step unevenly.');
  }
  const means = Array.from({ length: pressures.times.length }, (_, index) => {
    let sum = 0;
    for (let i = index * every; i < (index + 1) * every; i += 1) {
      sum += inflow.netInflowM3PerHour[i] ?? Number.NaN;
    }
    return sum / every;
  });
  return {
    startAt: first,
    intervalSeconds,
    netInflowM3PerHour: flowColumn(means),
    tankSurfaceM2: onlySurface(tankSurfacesM2),
    pressures: Array.from(pressures.columns, ([sensor, pressuresM]) => ({
      sensor,
      pressuresM,
    })).filter(({ sensor }) => holdsNode(sensor)),
  };
}

// The pressures tell what leaves a tank where it is the only one.
function onlySurface(surfacesM2: MeteredArea['tankSurfacesM2']): number | null {
  const [surfaceM2] = surfacesM2.values();
  return surfacesM2.size === 1 ? (surfaceM2 ?? null) : null;
}

/** Milliseconds of `2019-01-31 23:00` or `2019-01-31 23:00:00`. */
export function timeOf(text: string): number {
  const [date = '', clock = '00:00'] = text.split(' ');
  return Date.parse(`${date}T${clock.slice(0, 5)}:00Z`);
}
