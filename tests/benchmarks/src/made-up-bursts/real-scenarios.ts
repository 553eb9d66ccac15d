import type { BurstInput } from '@waris/water-loss';
import { drawLeaks, leakFlow } from './draw-leaks.ts';
import { lotOf } from './lot.ts';
import type { ScenarioKind } from './scenario.ts';

const hourMs = 3_600_000;

/**
 * The measured inflow of real areas, year and a half each, with leaks of 2.5 to 17 % of their mean
 * flow put in, as on L-TOWN. What leaked there in truth is not known: an alarm that no made-up leak
 * explains may be right.
 */
export function realScenarios(areas: readonly (readonly [string, Float64Array])[]): ScenarioKind {
  const days = Math.floor((areas[0]?.[1].length ?? 0) / 24);
  return {
    name: 'real inflows, leaks put in',
    days,
    draw: (seed) => {
      const lot = lotOf(seed);
      const flows = Float64Array.from(areas[seed % areas.length]?.[1].subarray(0, days * 24) ?? []);
      const known = flows.filter((flow) => !Number.isNaN(flow));
      const mean = known.reduce((sum, flow) => sum + flow, 0) / known.length;
      const leaks = drawLeaks(
        lot,
        { startAt: 0, days },
        { from: 0.025 * mean, to: 0.17 * mean },
        [],
      );
      for (const leak of leaks) {
        for (let i = 0; i < flows.length; i += 1) {
          flows[i] = (flows[i] ?? Number.NaN) + leakFlow(leak, i * hourMs);
        }
      }
      const input: BurstInput = { startAt: 0, intervalSeconds: 3600, netInflowM3PerHour: flows };
      return { input, leaks, meanInflowM3PerHour: mean };
    },
  };
}
