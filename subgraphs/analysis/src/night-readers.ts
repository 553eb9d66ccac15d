import { badUserInput, type AreaScope } from '@waris/service-kit';
import type { Dma } from './domain/dma.ts';
import { quarterHourSeconds, type FlowGrid } from './domain/flow-grid.ts';
import { localDaysStartingIn, type LocalDay } from './domain/local-days.ts';
import type { HourlyPressures } from './domain/night-day-factor.ts';
import { problemWithNights } from './domain/night-flow-bound.ts';
import type { Period } from './domain/period.ts';
import type { ReadingsRepository } from './persistence/readings-repository.ts';

export type NightReadings = {
  readonly days: readonly LocalDay[];
  readonly grid: FlowGrid;
  readonly pressures: HourlyPressures | undefined;
};

export type NightSummary = {
  /** Of each local day that starts within the period; NaN where the night is unknown. */
  readonly flowsM3PerHour: Float64Array;
  readonly pressures: HourlyPressures | undefined;
};

/** Quarter-hours of all nights, and of the days around them. Throws BAD_USER_INPUT on too many. */
export async function readNights(
  readings: ReadingsRepository,
  dmas: readonly Dma[],
  period: Period,
  scope: AreaScope,
): Promise<(dma: Dma) => NightReadings> {
  const problem = problemWithNights(dmas.length, period);
  if (problem !== null) throw badUserInput(problem);
  const { ids, daysOf, span } = localSpan(dmas, period, scope);
  const [grids, pressures] =
    span === null
      ? [new Map<string, FlowGrid>(), new Map<string, HourlyPressures>()]
      : await Promise.all([readings.inflowGrids(ids, span), readings.hourlyPressures(ids, span)]);
  const empty: FlowGrid = {
    startMs: span?.from.getTime() ?? 0,
    stepSeconds: quarterHourSeconds,
    values: new Float64Array(),
  };
  return (dma) => ({
    days: daysOf(dma),
    grid: grids.get(dma.id) ?? empty,
    pressures: pressures.get(dma.id),
  });
}

/** The local days of DMAs that start within a period, and the time that they take up. */
function localSpan(dmas: readonly Dma[], period: Period, scope: AreaScope) {
  const zones = new Set(dmas.map((dma) => dma.timeZone));
  const days = new Map(Array.from(zones, (zone) => [zone, localDaysStartingIn(period, zone)]));
  return {
    ids: { ids: dmas.map((dma) => dma.id), scope },
    daysOf: (dma: Dma) => days.get(dma.timeZone) ?? [],
    span: spanOf([...days.values()].flat()),
  };
}

/** Mean flows of nights from hours: enough for sums, and far less than quarter-hours. */
export async function summariseNights(
  readings: ReadingsRepository,
  dmas: readonly Dma[],
  period: Period,
  scope: AreaScope,
): Promise<(dma: Dma) => NightSummary> {
  const { ids, daysOf, span } = localSpan(dmas, period, scope);
  if (span === null) return () => ({ flowsM3PerHour: new Float64Array(), pressures: undefined });
  const [nights, pressures] = await Promise.all([
    readings.nightMeans(ids, span),
    readings.hourlyPressures(ids, span),
  ]);
  return (dma) => {
    const { days = [], flows = [] } = nights.get(dma.id) ?? {};
    const flowOf = new Map(days.map((day, index) => [day, flows[index]]));
    return {
      flowsM3PerHour: Float64Array.from(daysOf(dma), ({ date }) => flowOf.get(date) ?? Number.NaN),
      pressures: pressures.get(dma.id),
    };
  };
}

function spanOf(days: readonly LocalDay[]): Period | null {
  if (days.length === 0) return null;
  const from = days.reduce((least, day) => Math.min(least, day.startMs), Infinity);
  const to = days.reduce((most, day) => Math.max(most, day.endMs), -Infinity);
  return { from: new Date(from), to: new Date(to) };
}
