import type { Position } from '@waris/epanet-network';
import type { Grid } from '../calendar.ts';
import type { DemoMeterKind, DemoSensor } from '../demo-utility.ts';
import { TANK } from '../districts.ts';
import { createRandom } from '../random.ts';
import type { Random } from '../random.ts';
import { BRANCH } from '../register/organisation.ts';
import type { Town } from '../register/town.ts';
import type { SimulationResult } from '../simulation/simulate.ts';
import { drawGaps, measure } from './measure.ts';
import type { SensorFaults, Span } from './measure.ts';
import type { PressureSite } from './pressure-sites.ts';

const MS_PER_DAY = 86_400_000;
/** The inlet meter that hangs for nine hours, two thirds through the period. */
const STUCK = { link: 'IN-3', afterShare: 0.66, steps: 36 };

export interface Sensors {
  readonly flowMeters: readonly DemoSensor[];
  readonly pressureSensors: readonly DemoSensor[];
  readonly levelSensors: readonly DemoSensor[];
}

export function placeSensors(
  seed: number,
  grid: Grid,
  town: Town,
  sites: readonly PressureSite[],
  simulated: SimulationResult,
): Sensors {
  const flowMeters = town.metering.meters.map((meter, index) => {
    const random = createRandom(seed, `flow meter ${meter.linkId}`);
    return sensor(grid, random, {
      serialNumber: serial('FM', index),
      kind: meter.drawsFromArea === null ? 'bulk' : 'zone',
      place: meter.linkId,
      feedsDma: meter.feedsArea,
      drawsFromDma: meter.drawsFromArea,
      position: town.placed.links.get(meter.linkId)?.at(-1),
      sizeMm: meter.drawsFromArea === null ? 250 : 200,
      truth: simulated.linkFlows[index],
      errors: {
        biasRatio: random.between(-0.005, 0.005),
        noiseRatio: 0.004,
        noise: 0.02,
        resolution: 0.01,
        stuck: meter.linkId === STUCK.link ? [stuckSpan(grid)] : [],
      },
    });
  });
  const pressureSensors = sites.map((site, index) =>
    sensor(grid, createRandom(seed, `pressure ${site.junction}`), {
      serialNumber: serial('PT', index),
      kind: 'pressure',
      place: site.junction,
      feedsDma: site.dmaCode,
      drawsFromDma: null,
      position: town.placed.nodes.get(site.junction),
      sizeMm: null,
      truth: simulated.pressures[index],
      errors: { biasRatio: 0, noiseRatio: 0, noise: 0.08, resolution: 0.01, stuck: [] },
    }),
  );
  const tank = town.metering.tanks.find(({ tankId }) => tankId === TANK);
  const level = sensor(grid, createRandom(seed, 'level'), {
    serialNumber: serial('LT', 0),
    kind: 'level',
    place: TANK,
    feedsDma: tank?.area ?? null,
    drawsFromDma: null,
    position: town.placed.nodes.get(TANK),
    sizeMm: null,
    truth: simulated.tankLevel,
    errors: { biasRatio: 0, noiseRatio: 0, noise: 0.001, resolution: 0.001, stuck: [] },
  });
  return { flowMeters, pressureSensors, levelSensors: [level] };
}

interface SensorPlan {
  readonly serialNumber: string;
  readonly kind: DemoMeterKind;
  readonly place: string;
  readonly feedsDma: string | null;
  readonly drawsFromDma: string | null;
  readonly position: Position | undefined;
  readonly sizeMm: number | null;
  readonly truth: Float64Array | undefined;
  readonly errors: Omit<SensorFaults, 'gaps'>;
}

function sensor(grid: Grid, random: Random, plan: SensorPlan): DemoSensor {
  const { truth, errors, position, ...rest } = plan;
  const gaps = drawGaps(grid.steps, random.integer(1, 3), random);
  const ageDays = random.integer(400, 3000);
  return {
    ...rest,
    position: position ?? [0, 0],
    brand: 'Demo',
    model: { bulk: 'MAG-250', zone: 'MAG-200', pressure: 'P-16', level: 'L-10' }[plan.kind],
    installedAt: new Date(grid.startAt.getTime() - ageDays * MS_PER_DAY),
    // A main meter is tested every six months.
    calibratedAt: new Date(grid.startAt.getTime() - random.integer(10, 180) * MS_PER_DAY),
    values: measure(truth ?? new Float64Array(grid.steps), { ...errors, gaps }, random),
  };
}

function stuckSpan(grid: Grid): Span {
  const fromStep = Math.round(grid.steps * STUCK.afterShare);
  return { fromStep, untilStep: fromStep + STUCK.steps };
}

function serial(kind: string, index: number): string {
  return `${kind}-${BRANCH.code}-${String(index + 1).padStart(3, '0')}`;
}
