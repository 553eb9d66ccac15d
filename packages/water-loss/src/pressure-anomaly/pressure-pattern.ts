import { median, robustScale } from '../burst-detection/robust-statistics.ts';

/** What an hour of pressure may be, metres of water column. */
export type PressureBounds = {
  readonly expectedM: number;
  readonly lowM: number;
  readonly highM: number;
};

/** How the usual pressure of an hour is told from the days before. */
export type PressureRule =
  /** The median of the hour on the same kind of day, and so many robust deviations around it. */
  | { readonly kind: 'pattern'; readonly deviations: number; readonly leastM: number }
  /** What lies between 5 and 95 % of the days at that hour, widened by its own width. */
  | { readonly kind: 'band'; readonly leastM: number }
  /** A share of the usual level, whatever the hour. */
  | { readonly kind: 'share of level'; readonly ratio: number };

export const pressurePatternRule: PressureRule = { kind: 'pattern', deviations: 6, leastM: 2 };
export const pressureBandRule: PressureRule = { kind: 'band', leastM: 2 };
export const pressureShareRule: PressureRule = { kind: 'share of level', ratio: 0.3 };

/** A remembered day: 24 hours, metres, null where unknown or not usual. */
export type PressureDayRecord = {
  readonly dayType: number;
  readonly hours: readonly (number | null)[];
};

const leastDays = 14;
const leastOfKind = 4;

/** The bounds of the 24 hours of a day; null before there are 14 days to tell them from. */
export function pressureBounds(
  days: readonly PressureDayRecord[],
  dayType: number,
  rule: PressureRule,
): readonly (PressureBounds | null)[] | null {
  if (days.length < leastDays) return null;
  const all = days.flatMap(({ hours }) => hours.filter((hour) => hour !== null));
  const level = median(all);
  if (level === null) return null;
  return Array.from({ length: 24 }, (_, hour) => {
    const values = days.flatMap((day) => day.hours[hour] ?? []);
    if (values.length < leastDays / 2) return null;
    switch (rule.kind) {
      case 'pattern':
        return patternBounds(days, values, dayType, hour, rule);
      case 'band':
        return bandBounds(values, rule.leastM);
      case 'share of level': {
        const reach = Math.abs(level) * rule.ratio;
        return { expectedM: level, lowM: level - reach, highM: level + reach };
      }
    }
  });
}

function patternBounds(
  days: readonly PressureDayRecord[],
  values: readonly number[],
  dayType: number,
  hour: number,
  rule: { readonly deviations: number; readonly leastM: number },
): PressureBounds {
  const ofKind = days.flatMap((day) => (day.dayType === dayType ? (day.hours[hour] ?? []) : []));
  const expectedM = median(ofKind.length >= leastOfKind ? ofKind : values) ?? 0;
  const reach = Math.max(rule.deviations * (robustScale(values) ?? 0), rule.leastM);
  return { expectedM, lowM: expectedM - reach, highM: expectedM + reach };
}

function bandBounds(values: readonly number[], leastM: number): PressureBounds {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.round(share * (sorted.length - 1))] ?? 0;
  const [low, high] = [at(0.05), at(0.95)];
  const reach = Math.max(high - low, leastM);
  return { expectedM: at(0.5), lowM: low - reach, highM: high + reach };
}
