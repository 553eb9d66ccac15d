import type { BurstInput, SensorColumn } from '@waris/water-loss';
import { mean } from '../statistics.ts';
import { drawDemand } from './draw-demand.ts';
import { drawLeaks, leakFlow } from './draw-leaks.ts';
import { lotOf, type Lot } from './lot.ts';
import type { Scenario, ScenarioKind } from './scenario.ts';

const dayMs = 86_400_000;
const days = 182;
const meanOutflowM3PerHour = 18;
/** Sensors below the tank. */
const sensorCount = 3;
const stepsPerSample = 15;

type TankOptions = { readonly isQuiet?: boolean; readonly isTankTold?: boolean };

/**
 * Half-years of a zone that draws from a tank, which a pump fills when it is low: demand in the shape
 * of a larger area's leak-free simulation, leaks, or none; gauges below the tank that tell whole
 * centimetres and one behind a valve. Meters tell the net inflow, but err from day to day.
 */
export function tankScenarios(
  leakFree: BurstInput,
  { isQuiet = false, isTankTold = true }: TankOptions = {},
): ScenarioKind {
  return {
    name: isTankTold ? 'below a tank' : 'below a tank, tank not told',
    days,
    draw: (seed) => drawTank(seed, leakFree, isQuiet, isTankTold),
  };
}

function drawTank(
  seed: number,
  leakFree: BurstInput,
  isQuiet: boolean,
  isTankTold: boolean,
): Scenario {
  const lot = lotOf(seed);
  const { startAt, intervalSeconds } = leakFree;
  const known = Array.from(leakFree.netInflowM3PerHour).filter((flow) => flow !== null);
  const share = meanOutflowM3PerHour / mean(known);
  const demand = drawDemand(lot, leakFree, days);
  const leaks = isQuiet ? [] : drawLeaks(lot, { startAt, days }, { from: 1, to: 10 }, []);
  const perDay = 86_400 / intervalSeconds;
  const outflows = demand.flows.map((flow, i) =>
    leaks.reduce((sum, leak) => sum + leakFlow(leak, startAt + (i * dayMs) / perDay), share * flow),
  );
  const tank = drawTankOf(lot);
  const levels = simulateLevels(tank, outflows, intervalSeconds);
  const meterError = lot.logBetween(0.01, 0.1);
  let error = 0;
  const input: BurstInput = {
    startAt,
    intervalSeconds,
    netInflowM3PerHour: outflows.map((flow, i) => {
      if (i % perDay === 0) error = meterError * lot.normal();
      return flow + error * meanOutflowM3PerHour;
    }),
    pressures: pressuresOf(lot, levels, outflows),
    tankSurfaceM2: isTankTold ? tank.surfaceM2 : null,
  };
  return { input, leaks, meanInflowM3PerHour: meanOutflowM3PerHour };
}

type Tank = {
  readonly surfaceM2: number;
  readonly fillM3PerHour: number;
  /** Between the levels at which the pump is switched on and off. */
  readonly rangeM: number;
};

function drawTankOf(lot: Lot): Tank {
  const hoursHeld = lot.between(4, 14);
  const rangeM = lot.logBetween(0.5, 3);
  return {
    surfaceM2: (hoursHeld * meanOutflowM3PerHour) / rangeM,
    fillM3PerHour: meanOutflowM3PerHour * lot.between(1.5, 3.5),
    rangeM,
  };
}

// The level when each sample is taken, m above that at which the pump is switched on.
function simulateLevels(
  { surfaceM2, fillM3PerHour, rangeM }: Tank,
  outflows: Float64Array,
  intervalSeconds: number,
): Float64Array {
  const hours = intervalSeconds / 3600 / stepsPerSample;
  let level = rangeM / 2;
  let isOn = false;
  return outflows.map((outflow) => {
    for (let step = 0; step < stepsPerSample; step += 1) {
      isOn = isOn ? level < rangeM : level < 0;
      level += (((isOn ? fillM3PerHour : 0) - outflow) * hours) / surfaceM2;
    }
    return level;
  });
}

function pressuresOf(
  lot: Lot,
  levels: Float64Array,
  outflows: Float64Array,
): readonly SensorColumn[] {
  const sensors = Array.from({ length: sensorCount }, (_, index) => ({
    sensor: `below-${index + 1}`,
    slope: 1,
    heightM: lot.between(20, 50),
    lossM: lot.logBetween(0.02, 0.3),
  }));
  const behindValve = { sensor: 'behind-valve', slope: 0, heightM: 40, lossM: 1 };
  return [...sensors, behindValve].map(({ sensor, slope, heightM, lossM }) => ({
    sensor,
    pressuresM: levels.map((level, i) => {
      const lost = lossM * Math.max(0, (outflows[i] ?? 0) / meanOutflowM3PerHour) ** 1.85;
      return Math.round(100 * (heightM + slope * level - lost)) / 100;
    }),
  }));
}
