import type { Lot } from './lot.ts';

/**
 * By how much each day's demand differs from the usual: a season of up to 12 %, and noise of 0.4
 * to 2 % that lasts for days to a degree drawn by lot.
 */
export function drawDayFactors(lot: Lot, days: number): Float64Array {
  const season = lot.between(0, 0.12);
  const phase = lot.between(0, 365);
  const noise = lot.logBetween(0.004, 0.02);
  const memory = lot.between(0, 0.7);
  const factors = new Float64Array(days);
  let deviation = noise * lot.normal();
  for (let day = 0; day < days; day += 1) {
    factors[day] = 1 + season * Math.sin((2 * Math.PI * (day + phase)) / 365) + deviation;
    deviation = memory * deviation + noise * Math.sqrt(1 - memory ** 2) * lot.normal();
  }
  return factors;
}
