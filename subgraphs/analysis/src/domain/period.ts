/** Half-open. */
export type Period = { readonly from: Date; readonly to: Date };

const dayMs = 86_400_000;
/** Two years, one of them a leap year, and a day for changing clocks. */
export const longestPeriodDays = 732;

/** What is wrong with a period, in one sentence; null when it can be analysed. */
export function problemWithPeriod({ from, to }: Period): string | null {
  if (to.getTime() === from.getTime()) return 'The period is empty: `to` equals `from`.';
  if (to < from) return 'The period is reversed: `to` lies before `from`.';
  if (daysOf({ from, to }) > longestPeriodDays) {
    return 'The period is longer than two years: ask for it in parts.';
  }
  return null;
}

export function daysOf({ from, to }: Period): number {
  return (to.getTime() - from.getTime()) / dayMs;
}

/** Equal for equal periods. */
export function periodKey({ from, to }: Period): string {
  return `${from.getTime()}/${to.getTime()}`;
}

/** For sentences; both ends, as instants of UTC. */
export function periodText({ from, to }: Period): string {
  const text = (at: Date) => at.toISOString().replace(/:00\.000Z$/u, 'Z');
  return `${text(from)} to ${text(to)}`;
}
