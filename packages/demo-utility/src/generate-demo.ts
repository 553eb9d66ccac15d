import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { customerMeters } from './billing/customer-meters.ts';
import { registerReadings } from './billing/registers.ts';
import { gridEndingAt, INTERVAL_SECONDS, localYear } from './calendar.ts';
import { districtDemand } from './demand/district-demand.ts';
import type { DemoDma, DemoRegisterReading, DemoUtility } from './demo-utility.ts';
import { DISTRICTS, PROJECTION, TANK } from './districts.ts';
import type { District } from './districts.ts';
import { backgroundCoefficients } from './leaks/background.ts';
import { planLeaks } from './leaks/leak-plan.ts';
import { districtOf, NETWORK_FILE } from './network/demo-town.ts';
import { BRANCH, dmaCode, REGIONS } from './register/organisation.ts';
import { describePipes } from './register/pipes.ts';
import { AREA_MAPPING, readTown } from './register/town.ts';
import type { Town } from './register/town.ts';
import { placeSensors } from './sensors/sensors.ts';
import { pressureSites } from './sensors/pressure-sites.ts';
import { simulate } from './simulation/simulate.ts';
import { describeTruth } from './truth.ts';

export interface DemoOptions {
  readonly seed: number;
  /** A midnight in Asia/Bangkok. */
  readonly endAt: Date;
  /** Whole days before `endAt`; 90 when left out. */
  readonly days?: number;
}

const networkFile = {
  fileName: basename(NETWORK_FILE),
  projection: PROJECTION,
  mapping: AREA_MAPPING,
};

/** Makes the demo utility. The same options always give the same data, to the last bit. */
export async function generateDemo(options: DemoOptions): Promise<DemoUtility> {
  const { seed, endAt } = options;
  const grid = gridEndingAt(endAt, options.days ?? 90);
  const inpText = await readFile(NETWORK_FILE, 'utf8');
  const town = readTown(inpText, basename(NETWORK_FILE));
  const districts = DISTRICTS.map((district) => districtDemand(seed, district, town.network, grid));
  const customers = districts.flatMap((district) => district.customers);
  const leaks = planLeaks(seed, grid.steps, town.network);
  const sites = pressureSites(town);
  const simulated = await simulate({
    inpText,
    steps: grid.steps,
    dmas: districts.map(({ junctions, demand, baseDemandM3PerHour }) => ({
      junctions,
      pattern: demand.total.map((value) => value / baseDemandM3PerHour),
    })),
    backgroundCoefficients: backgroundCoefficients(
      town.network,
      Map.groupBy(customers, (customer) => customer.junction),
      (junction) => DISTRICTS[districtOf(junction) - 1]?.backgroundFactor ?? 0,
    ),
    leaks,
    links: town.metering.meters.map((meter) => meter.linkId),
    pressureNodes: sites.map((site) => site.junction),
    tank: TANK,
  });
  const truth = describeTruth({ grid, town, districts, leaks, simulated });
  return {
    seed,
    startAt: grid.startAt,
    endAt: grid.endAt,
    intervalSeconds: INTERVAL_SECONDS,
    steps: grid.steps,
    network: { ...networkFile, inpText },
    regions: REGIONS,
    branch: BRANCH,
    dmas: DISTRICTS.map((district, index) =>
      describeDma(district, town, mean(truth.dmas[index]?.pressureM ?? new Float64Array(1))),
    ),
    pipes: describePipes(seed, town, localYear(endAt)),
    tanks: town.metering.tanks.map((tank) => ({
      id: tank.tankId,
      dmaCode: tank.area ?? '',
      surfaceM2: tank.surfaceM2,
      position: town.placed.nodes.get(tank.tankId) ?? [0, 0],
    })),
    ...placeSensors(seed, grid, town, sites, simulated),
    customerMeters: customerMeters(seed, customers, town, endAt),
    registerReadings: joinReadings(
      districts.map(({ district, customers: own, demand }) =>
        registerReadings(seed, district.number, own, demand, grid),
      ),
    ),
    truth,
  };
}

/** An assumption for the demo; the register keeps no census. */
const PERSONS_PER_CONNECTION = 2.8;

function describeDma(district: District, town: Town, averagePressureM: number): DemoDma {
  const code = dmaCode(district.number);
  const area = town.partition.areas.find((candidate) => candidate.code === code);
  return {
    code,
    number: district.number,
    nameThai: district.nameThai,
    nameEnglish: district.nameEnglish,
    population: Math.round(district.connections * PERSONS_PER_CONNECTION),
    connections: district.connections,
    mainsLengthKm: area?.mainsLengthKm ?? 0,
    areaKm2: town.areaKm2.get(code) ?? 0,
    averagePressureM,
    boundary: town.boundaries.get(code) ?? { type: 'MultiPolygon', coordinates: [] },
  };
}

function joinReadings(
  byDistrict: readonly (readonly DemoRegisterReading[])[],
): readonly DemoRegisterReading[] {
  return (byDistrict[0] ?? []).map(({ readAt }, index) => ({
    readAt,
    registersM3: Float64Array.from(
      byDistrict.flatMap((readings) => [...(readings[index]?.registersM3 ?? [])]),
    ),
  }));
}

function mean(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
