import type { FlowM3PerDay, FlowM3PerHour } from './units.ts';
import { flowM3PerDay, flowM3PerHour } from './units.ts';

/** Who draws water at night. Rates are litres per connection (or user) and hour. */
export type NightUse = {
  readonly residentialConnections: number;
  readonly residentialLitresPerConnectionPerHour: number;
  readonly nonResidentialUsers: number;
  readonly nonResidentialLitresPerUserPerHour: number;
  /** Known large users, each measured or agreed. */
  readonly exceptionalM3PerHour: FlowM3PerHour;
};

function checkNotNegative(figures: Readonly<Record<string, number>>): void {
  for (const [name, figure] of Object.entries(figures)) {
    if (!Number.isFinite(figure) || figure < 0) {
      throw new RangeError(`${name} must be a number from 0 up: ${figure}.`);
    }
  }
}

/**
 * Legitimate night consumption, m³/h: residential + non-residential + exceptional. Published
 * residential rates run from 0.5 to 2.5 L/connection/h. Throws on a negative figure.
 */
export function legitimateNightConsumption(use: NightUse): FlowM3PerHour {
  checkNotNegative(use);
  const litres =
    use.residentialConnections * use.residentialLitresPerConnectionPerHour +
    use.nonResidentialUsers * use.nonResidentialLitresPerUserPerHour;
  return flowM3PerHour(litres / 1000 + use.exceptionalM3PerHour);
}

/**
 * Net night flow, m³/h: what remains of the minimum night flow after legitimate consumption.
 * Null when the night flow is unknown; negative when consumption was assumed too high.
 */
export function netNightFlow(
  minimumNightFlowM3PerHour: FlowM3PerHour | null,
  legitimateM3PerHour: FlowM3PerHour,
): FlowM3PerHour | null {
  return minimumNightFlowM3PerHour === null
    ? null
    : flowM3PerHour(minimumNightFlowM3PerHour - legitimateM3PerHour);
}

export type NightLeakage = {
  readonly legitimateNightUseM3PerHour: FlowM3PerHour;
  readonly netNightFlowM3PerHour: FlowM3PerHour;
  readonly leakageM3PerDay: FlowM3PerDay;
  /** `NegativeNetNightFlow`: legitimate use exceeds the night flow. Nothing is clamped. */
  readonly warnings: readonly 'NegativeNetNightFlow'[];
};

/**
 * Leakage of a day from its minimum night flow: (MNF − legitimate use) · night-day factor.
 * Flow in m³/h, use in L/connection/h, factor in h/day (a flat 24 ignores that pressure falls by
 * day). Null when the night flow or the factor is unknown. Throws on negative figures.
 */
export function leakageFromNightFlow(input: {
  minimumNightFlowM3PerHour: FlowM3PerHour | null;
  connections: number;
  legitimateNightUseLitresPerConnectionPerHour: number;
  nightDayFactorHours: number | null;
}): NightLeakage | null {
  const legitimateNightUseM3PerHour = legitimateNightConsumption({
    residentialConnections: input.connections,
    residentialLitresPerConnectionPerHour: input.legitimateNightUseLitresPerConnectionPerHour,
    nonResidentialUsers: 0,
    nonResidentialLitresPerUserPerHour: 0,
    exceptionalM3PerHour: flowM3PerHour(0),
  });
  const net = netNightFlow(input.minimumNightFlowM3PerHour, legitimateNightUseM3PerHour);
  const { nightDayFactorHours } = input;
  if (net === null || nightDayFactorHours === null) return null;
  checkNotNegative({ nightDayFactorHours });
  return {
    legitimateNightUseM3PerHour,
    netNightFlowM3PerHour: net,
    leakageM3PerDay: flowM3PerDay(net * nightDayFactorHours),
    warnings: net < 0 ? ['NegativeNetNightFlow'] : [],
  };
}
