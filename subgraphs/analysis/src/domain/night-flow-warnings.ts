import type { NightFlowDay, NightFlowFacts } from './night-flow-facts.ts';

export type NightFlowWarningCode =
  | 'NO_INLET_METER'
  | 'NO_FLOW_READINGS'
  | 'DAYS_INCOMPLETE'
  | 'NO_DAY_IN_PERIOD'
  | 'CONNECTIONS_UNKNOWN'
  | 'FLAT_NIGHT_DAY_FACTOR'
  | 'NEGATIVE_NET_NIGHT_FLOW';

export type NightFlowWarning = { readonly code: NightFlowWarningCode; readonly message: string };

/** What to know before a series is used; `judged` has one entry a day. */
export function nightFlowWarnings(
  { dma, days, grid, factor }: NightFlowFacts,
  judged: readonly (NightFlowDay | null)[],
): readonly NightFlowWarning[] {
  const unknown = judged.filter((day) => day === null).length;
  const negative = judged.filter((day) => (day?.netNightFlowM3PerHour ?? 0) < 0).length;
  const noReadings = !grid.values.some((value) => !Number.isNaN(value));
  const warnings: (NightFlowWarning | false)[] = [
    days.length === 0 && {
      code: 'NO_DAY_IN_PERIOD',
      message: `No day of ${dma.timeZone} starts within the period.`,
    },
    !dma.hasInlet && { code: 'NO_INLET_METER', message: `No meter feeds ${dma.code}.` },
    dma.hasInlet &&
      days.length > 0 &&
      noReadings && {
        code: 'NO_FLOW_READINGS',
        message: `No hour of the period has a reading of every boundary meter of ${dma.code}: check the loggers, and when an inlet was put into service or retired.`,
      },
    !noReadings &&
      unknown > 0 && {
        code: 'DAYS_INCOMPLETE',
        message: `${unknown} of ${days.length} days have too few readings and are null.`,
      },
    dma.connections === null && {
      code: 'CONNECTIONS_UNKNOWN',
      message: `${dma.code} has no number of connections, so legitimate use is unknown.`,
    },
    !factor.measured && {
      code: 'FLAT_NIGHT_DAY_FACTOR',
      message: `${dma.code} has no pressure readings for all hours: leakage is taken as 24 h of the night's.`,
    },
    negative > 0 && {
      code: 'NEGATIVE_NET_NIGHT_FLOW',
      message: `Assumed legitimate use exceeds the night flow on ${negative} days.`,
    },
  ];
  return warnings.filter((warning) => warning !== false);
}
