const firstYear = 2000;
const lastYear = 2100;
const buddhistEra = 543;

/** What is wrong with a year, in one sentence; null when nothing is. */
export function problemWithYear(year: number): string | null {
  if (year >= firstYear && year <= lastYear) return null;
  const gregorian = year - buddhistEra;
  const isBuddhist = gregorian >= firstYear && gregorian <= lastYear;
  const hint = isBuddhist ? ` ${year} of the Buddhist era is ${gregorian}.` : '';
  return `A year must be from ${firstYear} to ${lastYear}.${hint}`;
}
