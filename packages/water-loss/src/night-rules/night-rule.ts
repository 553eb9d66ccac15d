/** One night of a DMA. */
export type Night = {
  /** Local midnight before it and the one after it, milliseconds since 1970. */
  readonly startAt: number;
  readonly endAt: number;
  /** Mean net inflow from 02:00 to 04:00, m³/h; null where it is not known. */
  readonly flowM3PerHour: number | null;
};

/** How a night is judged against the ones before it. */
export type NightRule =
  /** Robust CUSUM: S = max(0, S + z − slack), alarm above `threshold` (Page 1954). */
  | {
      readonly kind: 'cusum';
      readonly nights: number;
      readonly slack: number;
      readonly threshold: number;
    }
  /** E = λz + (1 − λ)E, alarm above `limit` of its own standard deviations (Roberts 1959). */
  | {
      readonly kind: 'ewma';
      readonly nights: number;
      readonly weight: number;
      readonly limit: number;
    }
  /** Alarm above the first of these multiples of the median. */
  | {
      readonly kind: 'share of baseline';
      readonly nights: number;
      readonly ratios: readonly number[];
    };

/** The plain robust CUSUM on plain night flow, at the setting with the fewest false alarms. */
export const plainNightCusum: NightRule = { kind: 'cusum', nights: 14, slack: 1, threshold: 5 };

/** A weight for small lasting rises, and the usual limit widened for a reference of few nights. */
export const nightEwma: NightRule = { kind: 'ewma', nights: 28, weight: 0.25, limit: 4 };

/** The utility's rule: night flow above 120, 150 or 200 % of its baseline. */
export const nightFlowExcessRule: NightRule = {
  kind: 'share of baseline',
  nights: 28,
  ratios: [1.2, 1.5, 2],
};

/** A stretch of raised night flow. */
export type NightRise = {
  /** Counts up from 1 and never changes. */
  readonly number: number;
  /** Midnight before the first raised night. */
  readonly startAt: number;
  /** End of the day whose night raised it. */
  readonly alarmAt: number;
  /** Null while it lasts. */
  readonly endAt: number | null;
  /** The usual night flow before it, m³/h, which stands still while it lasts. */
  readonly baselineM3PerHour: number;
  /** Median over its nights of what lay above the baseline, m³/h. */
  readonly sizeM3PerHour: number;
  /** Standard deviation of the nights before, m³/h. */
  readonly noiseM3PerHour: number;
  /** The highest multiple of the baseline that was passed, of those of the rule. */
  readonly greatestRatio: number | null;
  /** The nights up to the alarm, the usual ones first. */
  readonly nightsM3PerHour: readonly (number | null)[];
};

/** What is known between two nights; plain data that JSON can carry. */
export type NightRuleState = {
  /** Midnight before the night that comes next at the earliest. */
  watermark: number | null;
  /** Usual nights, the latest last. */
  usual: number[];
  sum: number;
  /** The first night of the excursion that the sum tells of. */
  raisedSince: number | null;
  /** What lay above the baseline on the nights of the open rise. */
  excess: number[];
  quietNights: number;
  rises: NightRise[];
};

export function initialNightRuleState(): NightRuleState {
  return {
    watermark: null,
    usual: [],
    sum: 0,
    raisedSince: null,
    excess: [],
    quietNights: 0,
    rises: [],
  };
}
