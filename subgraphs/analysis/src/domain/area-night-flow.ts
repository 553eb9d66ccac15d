import { listed } from './area-warnings.ts';
import { nightFlowTrend, reductionToTarget, type NightFlowTrend } from './night-flow-analysis.ts';
import { classOf, type NightFlowMethod, type NightFlowSeries } from './night-flow.ts';
import type { NightFlowWarning } from './night-flow-warnings.ts';

/** The series of a DMA with what an area needs of it. */
export type SeriesOfDma = {
  readonly code: string;
  readonly connections: number | null;
  readonly series: NightFlowSeries;
};

export type AreaNightFlow = Pick<
  NightFlowSeries,
  | 'method'
  | 'days'
  | 'minimumNightFlowM3PerHour'
  | 'netNightFlowM3PerHour'
  | 'leakageM3PerDay'
  | 'excessNightFlowM3PerHour'
  | 'backgroundLeakageM3PerHour'
  | 'legitimateNightConsumptionM3PerHour'
  | 'meanMinimumNightFlowM3PerHour'
  | 'reductionToTargetM3PerHour'
> & {
  readonly trend: NightFlowTrend | null;
  readonly litresPerConnectionPerHour: number | null;
  readonly targetClass: NightFlowSeries['targetClass'];
  readonly coveredDmaCodes: readonly string[];
  readonly missingDmaCodes: readonly string[];
  readonly warnings: readonly NightFlowWarning[];
};

type ColumnName =
  | 'minimumNightFlowM3PerHour'
  | 'netNightFlowM3PerHour'
  | 'leakageM3PerDay'
  | 'excessNightFlowM3PerHour';

/** Night flows added up by date; a date that one DMA lacks is unknown, never a partial sum. */
export function areaNightFlow(
  method: NightFlowMethod,
  dmas: readonly SeriesOfDma[],
): AreaNightFlow {
  const all = dmas.map((dma) => dma.series);
  // Time zones may begin a day apart.
  const days = [...new Set(all.flatMap((series) => series.days))].toSorted((a, b) =>
    a < b ? -1 : 1,
  );
  const sum = (name: ColumnName) => sumOfColumns(all, days, name);
  const minimum = sum('minimumNightFlowM3PerHour');
  const known = minimum.filter((flow) => !Number.isNaN(flow));
  const mean = known.length === 0 ? null : known.reduce((a, b) => a + b, 0) / known.length;
  const connections = total(dmas.map((dma) => dma.connections));
  const isWhole = ({ series }: SeriesOfDma) =>
    series.days.length > 0 && !series.minimumNightFlowM3PerHour.some((flow) => Number.isNaN(flow));
  return {
    method,
    days,
    minimumNightFlowM3PerHour: minimum,
    netNightFlowM3PerHour: sum('netNightFlowM3PerHour'),
    leakageM3PerDay: sum('leakageM3PerDay'),
    excessNightFlowM3PerHour: sum('excessNightFlowM3PerHour'),
    backgroundLeakageM3PerHour: total(all.map((series) => series.backgroundLeakageM3PerHour)),
    legitimateNightConsumptionM3PerHour: total(
      all.map((series) => series.legitimateNightConsumptionM3PerHour),
    ),
    meanMinimumNightFlowM3PerHour: mean,
    reductionToTargetM3PerHour: reductionToTarget(mean, connections),
    ...(mean === null
      ? { litresPerConnectionPerHour: null, targetClass: null }
      : classOf(mean, connections)),
    trend: nightFlowTrend(minimum),
    coveredDmaCodes: dmas.filter(isWhole).map((dma) => dma.code),
    missingDmaCodes: dmas.filter((dma) => !isWhole(dma)).map((dma) => dma.code),
    warnings: warningsOf(dmas),
  };
}

function total(figures: readonly (number | null)[]): number | null {
  return figures.reduce((sum, each) => (sum === null || each === null ? null : sum + each), 0);
}

function sumOfColumns(
  all: readonly NightFlowSeries[],
  days: readonly string[],
  name: ColumnName,
): Float64Array {
  const sums = new Float64Array(days.length);
  for (const series of all) {
    const placeOf = new Map(series.days.map((day, index) => [day, index]));
    for (const [index, day] of days.entries()) {
      const place = placeOf.get(day);
      const value = place === undefined ? Number.NaN : (series[name][place] ?? Number.NaN);
      sums[index] = (sums[index] ?? 0) + value;
    }
  }
  return sums;
}

function warningsOf(dmas: readonly SeriesOfDma[]): readonly NightFlowWarning[] {
  const all = dmas.flatMap(({ code: dmaCode, series }) =>
    series.warnings.map((warning) => ({ ...warning, dmaCode })),
  );
  return Array.from(
    Map.groupBy(all, (warning) => warning.code),
    ([code, of]) => ({
      code,
      message: `${listed(of.map((warning) => warning.dmaCode))}: ${of[0]?.message ?? ''}`,
    }),
  );
}
