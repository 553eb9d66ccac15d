import type { BurstInput } from '@waris/water-loss';
import { drawDayFactors } from './day-factors.ts';
import type { Lot } from './lot.ts';

// The tank fills in the first days of the simulation.
const firstDay = 4;

/** Demand of some days in equal steps. */
export type Demand = {
  /** m³/h. */
  readonly flows: Float64Array;
  /** The sample of the simulation behind each sample. */
  readonly source: Int32Array;
  /** What season and noise added to its demand, m³/h. */
  readonly extra: Float64Array;
};

/** Weeks of a leak-free simulation in an order drawn by lot, a season and noise on top of them. */
export function drawDemand(
  lot: Lot,
  { intervalSeconds, netInflowM3PerHour }: BurstInput,
  days: number,
): Demand {
  const perDay = 86_400 / intervalSeconds;
  const perHour = perDay / 24;
  const weeks = Math.floor((netInflowM3PerHour.length / perDay - firstDay) / 7);
  const factors = drawDayFactors(lot, days);
  const hourNoise = lot.between(0.02, 0.06);
  const demand: Demand = {
    flows: new Float64Array(days * perDay),
    source: new Int32Array(days * perDay),
    extra: new Float64Array(days * perDay),
  };
  let week = 0;
  let noise = 0;
  for (let i = 0; i < demand.flows.length; i += 1) {
    if (i % (7 * perDay) === 0) week = lot.index(weeks);
    if (i % perHour === 0) noise = hourNoise * lot.normal();
    const source = (firstDay + 7 * week) * perDay + (i % (7 * perDay));
    const usual = netInflowM3PerHour[source] ?? Number.NaN;
    const extra = usual * ((factors[Math.floor(i / perDay)] ?? 1) * (1 + noise) - 1);
    demand.source[i] = source;
    demand.extra[i] = extra;
    demand.flows[i] = usual + extra;
  }
  return demand;
}
