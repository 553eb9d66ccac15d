import type { FlowM3PerDay, PressureM } from './units.ts';
import { flowM3PerDay } from './units.ts';

export type PressureCut = {
  readonly leakageM3PerDay: FlowM3PerDay;
  readonly leakageMargin95Ratio: number;
  readonly pressureM: PressureM;
  readonly newPressureM: PressureM;
  readonly n1: number;
  readonly n1Margin95: number;
};

export type PressureSaving = {
  readonly newLeakageM3PerDay: FlowM3PerDay;
  /** Negative when pressure is raised. */
  readonly savedM3PerDay: FlowM3PerDay;
  /** 95 % margin of `savedM3PerDay`, from leakage and N1. */
  readonly savedMargin95M3PerDay: FlowM3PerDay;
  readonly savedRatio: number;
};

/**
 * What a change of mean pressure saves by FAVAD: L·(1 − (P1/P0)^N1), m³/day. Its margin is first
 * order, of leakage and N1 as independent. Throws a RangeError unless P0 > 0, P1 ≥ 0, 0 < N1 ≤ 3
 * and margins are not negative.
 */
export function pressureSaving(cut: PressureCut): PressureSaving {
  const { leakageM3PerDay, pressureM: before, newPressureM: after, n1 } = cut;
  if (!(before > 0 && after >= 0)) {
    throw new RangeError(`Pressures must be above 0 m: ${before} to ${after}.`);
  }
  if (!(n1 > 0 && n1 <= 3)) throw new RangeError(`N1 must be above 0 and at most 3: ${n1}.`);
  if (!(cut.leakageMargin95Ratio >= 0 && cut.n1Margin95 >= 0)) {
    throw new RangeError('Margins must not be negative.');
  }
  const ratio = after / before;
  const left = ratio ** n1;
  const savedRatio = 1 - left;
  const perN1 = ratio === 0 ? 0 : leakageM3PerDay * left * Math.log(ratio);
  return {
    newLeakageM3PerDay: flowM3PerDay(leakageM3PerDay * left),
    savedM3PerDay: flowM3PerDay(leakageM3PerDay * savedRatio),
    savedMargin95M3PerDay: flowM3PerDay(
      Math.hypot(leakageM3PerDay * savedRatio * cut.leakageMargin95Ratio, perN1 * cut.n1Margin95),
    ),
    savedRatio,
  };
}
