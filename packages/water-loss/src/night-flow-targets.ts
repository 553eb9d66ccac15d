import type { FlowM3PerHour } from './units.ts';

/** Target classes of night flow, in litres per connection and hour. */
export type NightFlowClass = 'below-3' | 'from-3-to-5' | 'from-5-to-10' | 'above-10';

/** Alert steps of night flow against its own baseline. */
export type NightFlowAlertLevel = 'normal' | 'above-120' | 'above-150' | 'above-200';

/** A night flow above 5,000 L/h over its baseline is treated as one big leak. */
export const bigLeakM3PerHour = 5;

/** Night flow in litres per connection and hour. Null without connections. */
export function nightFlowPerConnection(
  minimumNightFlowM3PerHour: FlowM3PerHour,
  connections: number,
): number | null {
  return connections > 0 ? (minimumNightFlowM3PerHour * 1000) / connections : null;
}

/**
 * Target class of a night flow in L/connection/h, by the provincial utility's procedure
 * (<3, 3–5, 5–10, >10). 5 is in the worse class, 10 in the better, as ">10" says.
 */
export function nightFlowClass(litresPerConnectionPerHour: number): NightFlowClass {
  if (!Number.isFinite(litresPerConnectionPerHour)) {
    throw new RangeError(`Night flow must be finite, not ${litresPerConnectionPerHour}.`);
  }
  if (litresPerConnectionPerHour < 3) return 'below-3';
  if (litresPerConnectionPerHour < 5) return 'from-3-to-5';
  return litresPerConnectionPerHour <= 10 ? 'from-5-to-10' : 'above-10';
}

/**
 * Alert step of a night flow (m³/h) against its baseline: above 120, 150 or 200 %.
 * Null when the baseline is not above zero, as a percentage of it then means nothing.
 */
export function nightFlowAlertLevel(
  minimumNightFlowM3PerHour: FlowM3PerHour,
  baselineM3PerHour: FlowM3PerHour,
): NightFlowAlertLevel | null {
  if (baselineM3PerHour <= 0) return null;
  const percent = (minimumNightFlowM3PerHour / baselineM3PerHour) * 100;
  if (percent > 200) return 'above-200';
  if (percent > 150) return 'above-150';
  return percent > 120 ? 'above-120' : 'normal';
}
