export type CustomerClass = 'house' | 'government' | 'smallBusiness' | 'large';

export const CUSTOMER_CLASSES: readonly CustomerClass[] = [
  'house',
  'government',
  'smallBusiness',
  'large',
];

/** The utility's use types of each class. */
export const USE_TYPES: Readonly<Record<CustomerClass, readonly [number, ...number[]]>> = {
  house: [11, 12, 13, 14, 15],
  government: [21, 22, 24, 25, 27],
  smallBusiness: [23, 26, 28, 29],
  large: [31, 32, 33],
};

export const MEAN_M3_PER_DAY: Readonly<Record<CustomerClass, number>> = {
  house: 0.55,
  government: 3,
  smallBusiness: 1.6,
  large: 25,
};

interface WeekPattern {
  readonly weekday: readonly number[];
  readonly weekend: readonly number[];
}

// Hourly weights from midnight. A house at night draws some 3 % of its mean: 0.8 L/h; all
// classes together stay within the 0.5–1.5 L per connection and hour that the utility allows for.
const WEIGHTS: Readonly<Record<CustomerClass, WeekPattern>> = {
  house: {
    weekday: [
      0.1, 0.04, 0.03, 0.03, 0.05, 0.8, 2.1, 2.2, 1.3, 0.9, 0.85, 0.85, 0.95, 0.8, 0.75, 0.85, 1.15,
      1.75, 2.2, 2.1, 1.65, 1.15, 0.6, 0.27,
    ],
    weekend: [
      0.14, 0.05, 0.03, 0.03, 0.05, 0.5, 1.3, 1.9, 1.9, 1.6, 1.4, 1.25, 1.2, 1.1, 1.05, 1.1, 1.35,
      1.8, 2.15, 2.0, 1.6, 1.2, 0.7, 0.33,
    ],
  },
  government: {
    weekday: [
      0.05, 0.03, 0.02, 0.02, 0.03, 0.3, 1, 2, 2.6, 2.6, 2.4, 2.3, 2.2, 2.3, 2.3, 2, 1.3, 0.7, 0.4,
      0.3, 0.2, 0.15, 0.1, 0.07,
    ],
    weekend: [
      0.05, 0.03, 0.02, 0.02, 0.03, 0.15, 0.3, 0.5, 0.6, 0.7, 0.7, 0.7, 0.6, 0.6, 0.6, 0.5, 0.4,
      0.3, 0.25, 0.2, 0.15, 0.1, 0.08, 0.06,
    ],
  },
  smallBusiness: {
    weekday: [
      0.1, 0.05, 0.04, 0.04, 0.08, 0.6, 1.2, 1.3, 1.4, 1.6, 1.8, 2, 2, 1.7, 1.5, 1.5, 1.6, 1.7, 1.6,
      1.4, 1, 0.6, 0.3, 0.18,
    ],
    weekend: [
      0.12, 0.06, 0.05, 0.05, 0.08, 0.6, 1.2, 1.4, 1.6, 1.9, 2.1, 2.2, 2.2, 1.9, 1.7, 1.7, 1.8, 1.8,
      1.7, 1.5, 1.1, 0.7, 0.4, 0.2,
    ],
  },
  large: {
    weekday: [
      0.25, 0.15, 0.1, 0.1, 0.15, 0.7, 1.1, 1.4, 1.5, 1.5, 1.5, 1.4, 1.4, 1.5, 1.5, 1.5, 1.4, 1.3,
      1.2, 1, 0.8, 0.6, 0.45, 0.35,
    ],
    weekend: [
      0.25, 0.15, 0.1, 0.1, 0.15, 0.5, 0.8, 1, 1.1, 1.1, 1.1, 1.1, 1, 1, 1, 1, 1, 0.95, 0.9, 0.8,
      0.65, 0.5, 0.4, 0.35,
    ],
  },
};

/** What a customer of the class draws at a local time, as a multiple of its mean over the week. */
export function classMultiplier(
  customerClass: CustomerClass,
  isWeekend: boolean,
  hour: number,
): number {
  const { weekday, weekend } = WEIGHTS[customerClass];
  const day = isWeekend ? weekend : weekday;
  const from = Math.floor(hour) % 24;
  const share = hour - Math.floor(hour);
  const value = (day[from] ?? 0) * (1 - share) + (day[(from + 1) % 24] ?? 0) * share;
  return value / weekMean(weekday, weekend);
}

function weekMean(weekday: readonly number[], weekend: readonly number[]): number {
  const sum = (hours: readonly number[]): number => hours.reduce((total, hour) => total + hour, 0);
  return (5 * sum(weekday) + 2 * sum(weekend)) / (7 * 24);
}
