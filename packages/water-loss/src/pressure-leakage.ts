import type { PressureColumn } from './columns.ts';
import type { FlowM3PerHour, PressureM } from './units.ts';
import { flowM3PerHour } from './units.ts';

// Nothing leaves a leak without pressure inside the pipe; what may enter is no leakage.
function pressureEffect(pressureM: PressureM, referenceM: PressureM, n1: number): number {
  return (Math.max(0, pressureM) / referenceM) ** n1;
}

function checkExponent(n1: number): void {
  if (!(n1 > 0 && n1 <= 3)) throw new RangeError(`N1 must be above 0 and at most 3: ${n1}.`);
}

/**
 * Leakage after a change of pressure, m³/h: L1 = L0·(P1/P0)^N1 (FAVAD). N1 is 0.5 for fixed
 * openings, 1.5 for those that grow, about 1 to 1.15 mixed. Zero at or below 0 m of new pressure.
 * Throws a RangeError unless the old pressure is above 0 m and 0 < N1 ≤ 3.
 */
export function leakageAtPressure(change: {
  leakageM3PerHour: FlowM3PerHour;
  pressureM: PressureM;
  newPressureM: PressureM;
  n1: number;
}): FlowM3PerHour {
  checkExponent(change.n1);
  if (change.pressureM <= 0) {
    throw new RangeError(`Pressure must be above 0 m: ${change.pressureM}.`);
  }
  const effect = pressureEffect(change.newPressureM, change.pressureM, change.n1);
  return flowM3PerHour(change.leakageM3PerHour * effect);
}

/**
 * N1 from a pressure step test: ln(L0/L1) / ln(P0/P1). Null when a flow or pressure is not above
 * zero or the pressure did not change, as the test then says nothing.
 */
export function leakageExponent(
  before: { leakageM3PerHour: FlowM3PerHour; pressureM: PressureM },
  after: { leakageM3PerHour: FlowM3PerHour; pressureM: PressureM },
): number | null {
  const figures = [
    before.leakageM3PerHour,
    before.pressureM,
    after.leakageM3PerHour,
    after.pressureM,
  ];
  if (figures.some((figure) => figure <= 0) || before.pressureM === after.pressureM) return null;
  return (
    Math.log(before.leakageM3PerHour / after.leakageM3PerHour) /
    Math.log(before.pressureM / after.pressureM)
  );
}

/** Share of leakage through openings of fixed size: 1.5 − N1, held within 0 and 1. */
export function fixedLeakageRatio(n1: number): number {
  return Math.min(1, Math.max(0, 1.5 - n1));
}

/**
 * Night-day factor, hours per day: the sum over a day of (P_h/P_night)^N1, which turns leakage at
 * night into leakage in a day. 24 hourly pressures, or any equal steps that make up the day.
 * Null for an empty day, one with a gap, and a night without pressure. Throws unless 0 < N1 ≤ 3.
 */
export function nightDayFactor(
  dayPressures: PressureColumn,
  nightPressureM: PressureM,
  n1: number,
): number | null {
  checkExponent(n1);
  if (dayPressures.length === 0 || nightPressureM <= 0) return null;
  let sum = 0;
  for (const pressureM of dayPressures) {
    if (pressureM === null) return null;
    sum += pressureEffect(pressureM, nightPressureM, n1);
  }
  return (sum / dayPressures.length) * 24;
}
