import type { Placed } from './locate-found.ts';
import type { TrueLeak } from './town.ts';

const hourMs = 3_600_000;
const hitWithinM = 300;
const eurosPerM3 = 0.8;
const eurosPerTrip = 500;

export type LocationScore = {
  /** Leaks of which some alarm told the place within 300 m of pipe while they were open. */
  readonly hits: number;
  /** Of these, by the leak's first alarm. */
  readonly hitsAtFirst: number;
  /** Every alarm that was given a place sends a crew; one after a hit on the same leak too. */
  readonly trips: number;
  readonly medianDistanceM: number | null;
  readonly inArea: number;
  /** Null without the true flows. */
  readonly euros: number | null;
};

/**
 * By BattLeDIM's rule: €0.80 for each m³ that the leak would still have lost from then to its end
 * (or that of the files), once for each leak that is hit, less €500 for each trip.
 */
export function scoreLocations(
  placed: readonly Placed[],
  flows: ReadonlyMap<string, Float64Array> | null,
  startAt: number,
): LocationScore {
  const seen = new Set<TrueLeak>();
  const hit = new Set<TrueLeak>();
  let hitsAtFirst = 0;
  let savedM3 = 0;
  const located = placed.filter(({ location }) => location !== null);
  for (const { leak, toldAt, distanceM } of located) {
    if (leak === null) continue;
    const isFirst = !seen.has(leak);
    seen.add(leak);
    const isHit = distanceM !== null && distanceM <= hitWithinM && toldAt <= leak.endAt;
    if (!isHit || hit.has(leak)) continue;
    hit.add(leak);
    if (isFirst) hitsAtFirst += 1;
    savedM3 += lostSince(flows?.get(leak.pipe), toldAt, startAt);
  }
  const known = located
    .flatMap(({ distanceM }) => distanceM ?? [])
    .toSorted((first, second) => first - second);
  return {
    hits: hit.size,
    hitsAtFirst,
    trips: located.length,
    medianDistanceM: known[Math.floor((known.length - 1) / 2)] ?? null,
    inArea: located.filter(({ isInArea }) => isInArea).length,
    euros: flows === null ? null : eurosPerM3 * savedM3 - eurosPerTrip * located.length,
  };
}

/** What knowing every place at the leak's first hour would earn. */
export function perfectEuros(
  leaks: readonly TrueLeak[],
  flows: ReadonlyMap<string, Float64Array> | null,
  startAt: number,
): number | null {
  if (flows === null) return null;
  return leaks.reduce(
    (sum, leak) =>
      sum + eurosPerM3 * lostSince(flows.get(leak.pipe), leak.startAt, startAt) - eurosPerTrip,
    0,
  );
}

// A column of a mean flow each hour, m³/h, so that its sum is m³. A repaired leak flows no more.
function lostSince(flow: Float64Array | undefined, instant: number, startAt: number): number {
  const from = Math.ceil((instant - startAt) / hourMs);
  return flow?.subarray(from).reduce((sum, value) => sum + value, 0) ?? 0;
}
