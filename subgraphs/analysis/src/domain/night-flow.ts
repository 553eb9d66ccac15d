import {
  flowColumn,
  flowM3PerHour,
  leastMovingMean,
  meanNightFlow,
  netNightFlow,
  nightFlowClass,
  nightFlowPerConnection,
  type FlowM3PerHour,
  type NightFlowClass,
} from '@waris/water-loss';
import type { Dma } from './dma.ts';
import {
  defaultNightUse,
  legitimateUseOf,
  type NightUseAssumptions,
} from './legitimate-night-use.ts';
import { coarsened, intervalOf, sliceOf, type FlowGrid } from './flow-grid.ts';
import { localHourAt, type LocalDay } from './local-days.ts';
import {
  backgroundOf,
  minusEach,
  nightFlowTrend,
  reductionToTarget,
  type NightFlowTrend,
} from './night-flow-analysis.ts';
import type { NightFlowDay, NightFlowFacts } from './night-flow-facts.ts';
import { nightFlowWarnings, type NightFlowWarning } from './night-flow-warnings.ts';
import type { NightDayFactor } from './night-day-factor.ts';

export type NightFlowMethod = 'FIXED_WINDOW' | 'LEAST_MOVING_MEAN';

const nightFromHour = 2;
const nightToHour = 4;

export type NightFlowAssumptions = NightUseAssumptions & { readonly leakageExponent: number };

/** Mixed leaks have N1 near 1. */
export const defaultNightFlowAssumptions: NightFlowAssumptions = {
  ...defaultNightUse,
  leakageExponent: 1,
};

/** Columns have one value a day, NaN where it is unknown. */
export type NightFlowSeries = {
  readonly method: NightFlowMethod;
  readonly timeZone: string;
  readonly intervalSeconds: number;
  readonly days: readonly string[];
  readonly minimumNightFlowM3PerHour: Float64Array;
  readonly netNightFlowM3PerHour: Float64Array;
  readonly leakageM3PerDay: Float64Array;
  /** Net night flow over the background that no search finds. */
  readonly excessNightFlowM3PerHour: Float64Array;
  readonly backgroundLeakageM3PerHour: number | null;
  readonly trend: NightFlowTrend | null;
  readonly reductionToTargetM3PerHour: number | null;
  readonly legitimateNightConsumptionM3PerHour: number | null;
  readonly meanMinimumNightFlowM3PerHour: number | null;
  readonly targetClass: NightFlowClass | null;
  readonly latest: NightFlowDay | null;
  readonly assumptions: NightFlowAssumptions & { readonly factor: NightDayFactor };
  readonly warnings: readonly NightFlowWarning[];
};

/** Night flow of each local day, from a grid of net inflow that covers the days. */
export function nightFlowSeries(
  facts: NightFlowFacts,
  method: NightFlowMethod,
  assumptions: NightFlowAssumptions = defaultNightFlowAssumptions,
): NightFlowSeries {
  const { dma, days, grid, factor } = facts;
  const intervalSeconds = intervalOf(grid);
  const flows = days.map((day) => nightFlowOf(day, grid, intervalSeconds, method, dma.timeZone));
  const legitimate = legitimateUseOf(dma, assumptions);
  const judged = flows.map((flow, index) => judge(dma, days[index], flow, factor, legitimate));
  const minimum = Float64Array.from(flows, (flow) => flow ?? Number.NaN);
  const net = columnOf(judged, (day) => day.netNightFlowM3PerHour);
  const background = backgroundOf(dma, facts.nightPressureM);
  const known = judged.filter((day) => day !== null);
  const mean =
    known.length === 0
      ? null
      : known.reduce((sum, day) => sum + day.minimumNightFlowM3PerHour, 0) / known.length;
  return {
    method,
    timeZone: dma.timeZone,
    intervalSeconds,
    days: days.map((day) => day.date),
    minimumNightFlowM3PerHour: minimum,
    netNightFlowM3PerHour: net,
    leakageM3PerDay: columnOf(judged, (day) => day.leakageM3PerDay),
    excessNightFlowM3PerHour: minusEach(net, background),
    backgroundLeakageM3PerHour: background,
    trend: nightFlowTrend(minimum),
    reductionToTargetM3PerHour: reductionToTarget(mean, dma.connections),
    legitimateNightConsumptionM3PerHour: legitimate,
    meanMinimumNightFlowM3PerHour: mean,
    targetClass: mean === null ? null : classOf(mean, dma.connections).targetClass,
    latest: known.at(-1) ?? null,
    assumptions: { ...assumptions, factor },
    warnings: nightFlowWarnings(facts, judged),
  };
}

function columnOf(
  days: readonly (NightFlowDay | null)[],
  pick: (day: NightFlowDay) => number | null,
): Float64Array {
  return Float64Array.from(days, (day) => (day === null ? null : pick(day)) ?? Number.NaN);
}

function nightFlowOf(
  day: LocalDay,
  grid: FlowGrid,
  intervalSeconds: number,
  method: NightFlowMethod,
  timeZone: string,
): FlowM3PerHour | null {
  const slice = sliceOf(grid, day.startMs, day.endMs);
  const samples = flowColumn(coarsened(slice, intervalSeconds / grid.stepSeconds));
  if (method === 'LEAST_MOVING_MEAN') {
    return leastMovingMean(samples, 3600 / intervalSeconds, samples.length);
  }
  // By the clock and not by counting from midnight: clocks change in just these hours.
  const night = samples.filter((_, index) => {
    const hour = localHourAt(day.startMs + index * intervalSeconds * 1000, day, timeZone);
    return hour >= nightFromHour && hour < nightToHour;
  });
  return meanNightFlow(night);
}

function judge(
  dma: Dma,
  day: LocalDay | undefined,
  flow: FlowM3PerHour | null,
  factor: NightDayFactor,
  legitimate: FlowM3PerHour | null,
): NightFlowDay | null {
  if (flow === null || day === undefined) return null;
  const net = legitimate === null ? null : netNightFlow(flow, legitimate);
  return {
    day: day.date,
    minimumNightFlowM3PerHour: flow,
    netNightFlowM3PerHour: net,
    leakageM3PerDay: net === null ? null : net * factor.hours,
    ...classOf(flow, dma.connections),
  };
}

/** Flow per connection and its class; both null without connections. */
export function classOf(flow: number, connections: number | null) {
  const litresPerConnectionPerHour =
    connections === null ? null : nightFlowPerConnection(flowM3PerHour(flow), connections);
  return {
    litresPerConnectionPerHour,
    targetClass:
      litresPerConnectionPerHour === null ? null : nightFlowClass(litresPerConnectionPerHour),
  };
}
