import { horizonHours } from '@waris/water-loss';
import type { LocalCalendar } from './local-calendar.ts';

/** First hours of weeks, oldest first. */
export type Weeks = { readonly scored: readonly number[]; readonly validation: readonly number[] };

const scoredWeeks = 8;
const validationWeeks = 8;
const validationSpacing = 6;
const leastHistoryWeeks = 20;

/**
 * The last eight whole weeks from local midnight, and eight spread over the year before them on
 * which the method was chosen.
 */
export function weeksOf({ hours, hourOfDay }: LocalCalendar): Weeks {
  const midnights = [...hourOfDay.keys()].filter((hour) => hourOfDay[hour] === 0);
  const last = midnights.findLastIndex((hour) => hour + horizonHours <= hours);
  const weekBack = (weeks: number): readonly number[] => {
    const hour = midnights[last - 7 * weeks];
    return hour === undefined ? [] : [hour];
  };
  const validation = Array.from({ length: validationWeeks }, (_, index) =>
    weekBack(scoredWeeks + index * validationSpacing),
  );
  return {
    scored: Array.from({ length: scoredWeeks }, (_, index) => weekBack(index))
      .flat()
      .reverse(),
    validation: validation
      .flat()
      .filter((hour) => hour >= leastHistoryWeeks * horizonHours)
      .reverse(),
  };
}
