import { blend, horizonGroups, type MemberForecasts } from './demand-models.ts';
import type { DemandSeries } from './demand-series.ts';
import { at } from './numbers.ts';

/** Members and blend are judged on this many days before the origin, unseen by their fit. */
export const calibrationDays = 56;

/** How forecasts of the days before an origin fared. */
export type Calibration = {
  /** Share of the trees per horizon group. */
  readonly treeShares: readonly number[];
  /** Measured less forecast, by horizon group and local hour of day, in rising order. */
  readonly residuals: readonly (readonly Float64Array[])[];
};

type PastForecast = { readonly origin: number; readonly members: MemberForecasts };

const candidateShares = [0, 0.25, 0.5, 0.75, 1];

/**
 * Forecasts each of the last 56 days with a model fitted before all of them, weighs the members by
 * their errors, and keeps the residuals of the blend. Reads nothing from `origin` on.
 */
export function calibrate(
  series: DemandSeries,
  membersAt: (origin: number) => MemberForecasts,
  origin: number,
): Calibration {
  const start = origin - 24 * calibrationDays;
  const past: PastForecast[] = [];
  for (let day = Math.max(0, start); day < origin; day += 24) {
    past.push({ origin: day, members: membersAt(day) });
  }
  const treeShares = horizonGroups.map(([from, to]) => {
    const errors = candidateShares.map((share) =>
      totalError(series, past, origin, share, from, to),
    );
    const best = candidateShares[errors.indexOf(Math.min(...errors))] ?? 0.5;
    // Half-way to equal shares: eight weeks are too few to trust the best one.
    return (best + 0.5) / 2;
  });
  return { treeShares, residuals: residualsOf(series, past, origin, treeShares) };
}

function totalError(
  series: DemandSeries,
  past: readonly PastForecast[],
  end: number,
  share: number,
  from: number,
  to: number,
): number {
  let sum = 0;
  for (const { origin, members } of past) {
    for (let hour = from; hour < Math.min(to, end - origin); hour += 1) {
      const forecast = share * at(members.trees, hour) + (1 - share) * at(members.linear, hour);
      const error = Math.abs(at(series.inflow, origin + hour) - forecast);
      if (!Number.isNaN(error)) sum += error;
    }
  }
  return sum;
}

function residualsOf(
  series: DemandSeries,
  past: readonly PastForecast[],
  end: number,
  treeShares: readonly number[],
): Calibration['residuals'] {
  const residuals = horizonGroups.map(() => Array.from({ length: 24 }, (): number[] => []));
  for (const { origin, members } of past) {
    const forecast = blend(members, treeShares);
    for (const [group, [from, to]] of horizonGroups.entries()) {
      for (let hour = from; hour < Math.min(to, end - origin); hour += 1) {
        const target = origin + hour;
        const residual = at(series.inflow, target) - at(forecast, hour);
        if (Number.isNaN(residual)) continue;
        residuals[group]?.[at(series.hourOfDay, target)]?.push(residual);
      }
    }
  }
  return residuals.map((hours) => hours.map((values) => Float64Array.from(values).sort()));
}
