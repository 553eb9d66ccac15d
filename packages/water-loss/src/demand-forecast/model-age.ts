/** Trees are grown anew every so many days. */
const refitDays = [
  { historyDays: 182, everyDays: 28 },
  // What is young learns fast.
  { historyDays: 91, everyDays: 14 },
  { historyDays: 0, everyDays: 7 },
] as const;

export const longestModelAgeDays = 27;

// 1970-01-05.
const firstMonday = 4;

/**
 * How many days before a date the trees were grown that forecast from it: on the last Monday, or
 * that of the last fortnight or four weeks once there is history. It hangs on the date and the
 * history alone, so whoever forecasts from a date, whenever, does so by the same trees.
 */
export function modelAgeDays(daysSince1970: number, historyDays: number): number {
  const due = refitDays.find((each) => historyDays >= each.historyDays)?.everyDays ?? 7;
  return (((daysSince1970 - firstMonday) % due) + due) % due;
}
