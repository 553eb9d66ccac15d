import type { FlowM3PerHour, PressureM } from './units.ts';

/** One stage of a step test: leakage (inflow less legitimate use) at a steady mean pressure. */
export type PressureStage = {
  readonly leakageM3PerHour: FlowM3PerHour;
  readonly pressureM: PressureM;
  /** 95 % margins of the two as shares of them. */
  readonly leakageMargin95Ratio: number;
  readonly pressureMargin95Ratio: number;
};

export type StepTestWarning =
  'SmallPressureChange' | 'LeakageAgainstPressure' | 'ExponentOutsideUsualRange';

export type StepTest = {
  readonly n1: number;
  readonly n1Margin95: number;
  /** Share of leakage through openings of fixed size, 1.5 − N1 within 0 and 1. */
  readonly fixedLeakageRatio: number;
  readonly warnings: readonly StepTestWarning[];
};

// A tenth of the pressure: below, the errors of the gauges weigh more than the step.
const leastLogChange = Math.log(1.1);

/**
 * N1 of FAVAD from two or more stages, by least squares of ln L on ln P; with two stages it is
 * ln(L0/L1)/ln(P0/P1). The margin carries those of the stages to first order, and with three
 * stages or more is no less than what their scatter says. Null unless two stages have flows and
 * pressures above 0 and different pressures. Throws on a negative margin.
 */
export function pressureStepTest(stages: readonly PressureStage[]): StepTest | null {
  if (stages.some((each) => each.leakageMargin95Ratio < 0 || each.pressureMargin95Ratio < 0)) {
    throw new RangeError('Margins must not be negative.');
  }
  if (stages.some((each) => each.leakageM3PerHour <= 0 || each.pressureM <= 0)) return null;
  const logs = stages.map((each) => ({
    x: Math.log(each.pressureM),
    y: Math.log(each.leakageM3PerHour),
    stage: each,
  }));
  const mean = (pick: (log: (typeof logs)[number]) => number) =>
    logs.reduce((sum, log) => sum + pick(log), 0) / logs.length;
  const [meanX, meanY] = [mean((log) => log.x), mean((log) => log.y)];
  const spread = logs.reduce((sum, { x }) => sum + (x - meanX) ** 2, 0);
  if (logs.length < 2 || spread === 0) return null;
  const n1 = logs.reduce((sum, { x, y }) => sum + (x - meanX) * (y - meanY), 0) / spread;
  const carried = logs.map(({ x, stage }) => {
    const weight = Math.abs(x - meanX) / spread;
    return weight * Math.hypot(stage.leakageMargin95Ratio, n1 * stage.pressureMargin95Ratio);
  });
  const squares = logs.reduce((sum, { x, y }) => sum + (y - meanY - n1 * (x - meanX)) ** 2, 0);
  const scatter = logs.length > 2 ? 1.96 * Math.sqrt(squares / (logs.length - 2) / spread) : 0;
  return {
    n1,
    n1Margin95: Math.max(Math.hypot(...carried), scatter),
    fixedLeakageRatio: Math.min(1, Math.max(0, 1.5 - n1)),
    warnings: warningsOf(n1, logs),
  };
}

function warningsOf(n1: number, logs: readonly { readonly x: number }[]) {
  const pressures = logs.map((log) => log.x);
  const warnings: StepTestWarning[] = [];
  if (Math.max(...pressures) - Math.min(...pressures) < leastLogChange) {
    warnings.push('SmallPressureChange');
  }
  if (n1 <= 0) warnings.push('LeakageAgainstPressure');
  else if (n1 < 0.5 || n1 > 1.5) warnings.push('ExponentOutsideUsualRange');
  return warnings;
}
