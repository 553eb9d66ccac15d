import { refuse } from '../../errors.ts';

/** A date as a clock in some zone shows it; `month` from 1, `dayOfWeek` 1 (Sunday) to 7. */
export interface LocalParts {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly millisecond: number;
  readonly dayOfWeek: number;
  readonly dayOfYear: number;
  readonly isoWeek: number;
  readonly isoWeekYear: number;
}

const dayMs = 86_400_000;
const formatters = new Map<string, Intl.DateTimeFormat>();

function formatter(zone: string): Intl.DateTimeFormat {
  const known = formatters.get(zone);
  if (known !== undefined) return known;
  let created: Intl.DateTimeFormat;
  try {
    created = new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'longOffset' });
  } catch {
    return refuse(40485, `unrecognized time zone identifier: "${zone}"`);
  }
  formatters.set(zone, created);
  return created;
}

function parseOffset(text: string): number | null {
  const match = /^([+-])(\d\d)(?::?(\d\d))?$/.exec(text);
  if (match === null) return null;
  const minutes = Number(match[2]) * 60 + Number(match[3] ?? 0);
  return match[1] === '-' ? -minutes : minutes;
}

/** Minutes east of Greenwich in a zone (Olson name, UTC, GMT, +hh:mm) at an instant. */
export function offsetMinutes(at: Date, zone: string): number {
  if (zone === 'UTC' || zone === 'GMT' || zone === 'Z') return 0;
  const fixed = parseOffset(zone);
  if (fixed !== null) return fixed;
  const name = formatter(zone)
    .formatToParts(at)
    .find(({ type }) => type === 'timeZoneName')?.value;
  return parseOffset((name ?? '').replace('GMT', '')) ?? 0;
}

export function localParts(at: Date, zone: string): LocalParts {
  const local = new Date(at.getTime() + offsetMinutes(at, zone) * 60_000);
  const year = local.getUTCFullYear();
  const startOfYear = Date.UTC(year, 0, 1);
  const midnight = Date.UTC(year, local.getUTCMonth(), local.getUTCDate());
  const isoDay = (local.getUTCDay() + 6) % 7;
  // A week belongs to the year of its Thursday.
  const thursday = new Date(midnight + (3 - isoDay) * dayMs);
  const isoWeekYear = thursday.getUTCFullYear();
  return {
    year,
    month: local.getUTCMonth() + 1,
    day: local.getUTCDate(),
    hour: local.getUTCHours(),
    minute: local.getUTCMinutes(),
    second: local.getUTCSeconds(),
    millisecond: local.getUTCMilliseconds(),
    dayOfWeek: local.getUTCDay() + 1,
    dayOfYear: Math.round((midnight - startOfYear) / dayMs) + 1,
    isoWeek: Math.floor((thursday.getTime() - Date.UTC(isoWeekYear, 0, 1)) / dayMs / 7) + 1,
    isoWeekYear,
  };
}

type ClockParts = Pick<
  LocalParts,
  'year' | 'month' | 'day' | 'hour' | 'minute' | 'second' | 'millisecond'
>;

/** The instant at which a zone's clock shows this; months and days may overflow. */
export function toInstant(parts: ClockParts, zone: string): Date {
  const { year, month, day, hour, minute, second, millisecond } = parts;
  const clock = Date.UTC(year, month - 1, day, hour, minute, second, millisecond);
  const guess = clock - offsetMinutes(new Date(clock), zone) * 60_000;
  return new Date(clock - offsetMinutes(new Date(guess), zone) * 60_000);
}

/** Parses an ISO date; a text without a zone is read in the given one. */
export function parseInZone(text: string, zone: string): Date | null {
  const match =
    /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?)(Z|[+-]\d\d:?\d\d)?)?$/.exec(text);
  if (match === null) return null;
  const [, date = '', time = '00:00', given] = match;
  const asUtc = new Date(`${date}T${time}Z`);
  if (Number.isNaN(asUtc.getTime())) return null;
  if (given !== undefined) return new Date(asUtc.getTime() - offsetMinutes(asUtc, given) * 60_000);
  return toInstant(localParts(asUtc, 'UTC'), zone);
}
