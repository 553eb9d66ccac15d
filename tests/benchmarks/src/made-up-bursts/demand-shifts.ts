import type { Model } from '../bursts/location-world.ts';
import type { Lot } from './lot.ts';

const quarters = 12;

type Signatures = Model['signatures'];

/**
 * Demand that moves between quarters of the town and stays there for days, as people do: what each
 * day takes from the pressures, metres for each m³/h of the whole inflow, block by sensor. The
 * quarters lie around pipes drawn by lot, each has a spread of 1 to 4 % of its demand, and all of
 * them together take no more and no less than usual.
 */
export function drawDemandShifts(
  lot: Lot,
  { candidates }: Signatures,
  days: number,
): readonly Float64Array[] {
  const centres = Array.from({ length: quarters }, () => candidates[lot.index(candidates.length)]);
  const members: Float64Array[][] = centres.map(() => []);
  for (const { fallsMPerM3PerHour: falls } of candidates) {
    const distances = centres.map((centre) => distance(falls, centre?.fallsMPerM3PerHour ?? falls));
    members[distances.indexOf(Math.min(...distances))]?.push(falls);
  }
  const shares = members.map((one) => one.length / candidates.length);
  const falls = members.map(meanOf);
  const spread = lot.logBetween(0.01, 0.04);
  const memory = lot.between(0, 0.7);
  let deviations = shares.map(() => spread * lot.normal());
  return Array.from({ length: days }, () => {
    const moved = shares.map((share, quarter) => share * (deviations[quarter] ?? 0));
    const surplus = moved.reduce((sum, value) => sum + value, 0);
    const taken = new Float64Array(falls[0]?.length ?? 0);
    for (const [quarter, ofQuarter] of falls.entries()) {
      const flow = (moved[quarter] ?? 0) - surplus * (shares[quarter] ?? 0);
      for (const [place, fall] of ofQuarter.entries()) {
        taken[place] = (taken[place] ?? 0) + flow * fall;
      }
    }
    deviations = deviations.map(
      (deviation) => memory * deviation + spread * Math.sqrt(1 - memory ** 2) * lot.normal(),
    );
    return taken;
  });
}

function distance(a: Float64Array, b: Float64Array): number {
  return a.reduce((sum, value, index) => sum + (value - (b[index] ?? 0)) ** 2, 0);
}

function meanOf(rows: readonly Float64Array[]): Float64Array {
  const mean = new Float64Array(rows[0]?.length ?? 0);
  for (const row of rows) {
    for (const [index, value] of row.entries()) {
      mean[index] = (mean[index] ?? 0) + value / rows.length;
    }
  }
  return mean;
}
