import type { BurstInput } from '@waris/water-loss';
import type { Model } from '../bursts/location-world.ts';
import { mean } from '../statistics.ts';
import { drawDemand, type Demand } from './draw-demand.ts';
import { drawDemandShifts } from './demand-shifts.ts';
import { drawLeaks, leakFlow, type DrawnLeak } from './draw-leaks.ts';
import { lotOf } from './lot.ts';
import type { Scenario, ScenarioKind } from './scenario.ts';

const dayMs = 86_400_000;
const days = 182;

/**
 * Half-years of an area of L-TOWN: weeks of its leak-free simulation in an order drawn by lot, a season and
 * noise on top of them, and leaks, or none. Without a model inflow alone.
 */
export function ltownScenarios(
  leakFree: BurstInput,
  model: Model | null,
  { isQuiet = false }: { readonly isQuiet?: boolean } = {},
): ScenarioKind {
  return {
    name: model === null ? 'L-TOWN, inflow alone' : 'L-TOWN, inflow and pressures',
    days,
    draw: (seed) => drawLtown(seed, leakFree, model, isQuiet),
  };
}

function drawLtown(
  seed: number,
  leakFree: BurstInput,
  model: Model | null,
  isQuiet: boolean,
): Scenario {
  const lot = lotOf(seed);
  const { startAt } = leakFree;
  const pipes = model?.signatures.candidates.map(({ id }) => id) ?? [];
  const leaks = isQuiet ? [] : drawLeaks(lot, { startAt, days }, { from: 4, to: 28 }, pipes);
  const { flows, source, extra } = drawDemand(lot, leakFree, days);
  const perDay = 86_400 / leakFree.intervalSeconds;
  const leakage = leaks.map((leak) =>
    Float64Array.from(flows, (_, i) => leakFlow(leak, startAt + (i * dayMs) / perDay)),
  );
  for (const flow of leakage) {
    for (let i = 0; i < flows.length; i += 1) flows[i] = (flows[i] ?? 0) + (flow[i] ?? 0);
  }
  const input: BurstInput = {
    startAt,
    intervalSeconds: leakFree.intervalSeconds,
    netInflowM3PerHour: flows,
    ...(model === null
      ? {}
      : {
          pressures: pressuresOf(leakFree, model, {
            source,
            extra,
            shifts: drawDemandShifts(lot, model.signatures, days),
            leaks,
            leakage,
          }),
        }),
  };
  const known = Array.from(leakFree.netInflowM3PerHour).filter((flow) => flow !== null);
  return { input, leaks, meanInflowM3PerHour: mean(known) };
}

type Causes = Pick<Demand, 'source' | 'extra'> & {
  readonly shifts: readonly Float64Array[];
  readonly leaks: readonly DrawnLeak[];
  readonly leakage: readonly Float64Array[];
};

// Falls add up: small against the head. More demand is spread over all pipes alike.
function pressuresOf(
  { pressures = [], intervalSeconds, netInflowM3PerHour }: BurstInput,
  { signatures: { sensors, blocksPerDay, candidates } }: Model,
  { source, extra, shifts, leaks, leakage }: Causes,
) {
  const perBlock = 86_400 / intervalSeconds / blocksPerDay;
  const falls = new Map(candidates.map(({ id, fallsMPerM3PerHour }) => [id, fallsMPerM3PerHour]));
  const everywhere = Float64Array.from(
    { length: blocksPerDay * sensors.length },
    (_, place) =>
      candidates.reduce((sum, one) => sum + (one.fallsMPerM3PerHour[place] ?? 0), 0) /
      candidates.length,
  );
  return pressures.map(({ sensor, pressuresM }) => {
    const column = sensors.indexOf(sensor);
    const values = Float64Array.from(source, (from, i) => {
      const place = (Math.floor(i / perBlock) % blocksPerDay) * sensors.length + column;
      const shift = shifts[Math.floor(i / perBlock / blocksPerDay)]?.[place] ?? 0;
      let fall = (extra[i] ?? 0) * (everywhere[place] ?? 0);
      fall += (netInflowM3PerHour[from] ?? 0) * shift;
      for (const [index, leak] of leaks.entries()) {
        const flow = leakage[index]?.[i] ?? 0;
        if (flow !== 0) fall += flow * (falls.get(leak.pipe)?.[place] ?? 0);
      }
      // Gauges tell centimetres.
      return Math.round(100 * ((pressuresM[from] ?? Number.NaN) - fall)) / 100;
    });
    return { sensor, pressuresM: values };
  });
}
