import type { Period } from './period.ts';

/** A calendar day of a time zone; 23 or 25 hours long when clocks change. */
export type LocalDay = {
  /** `2026-01-15` */
  readonly date: string;
  readonly startMs: number;
  readonly endMs: number;
  /** How far clocks are ahead of UTC all day; null on a day when they change. */
  readonly offsetMs: number | null;
};

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known !== undefined) return known;
  const format = new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset' });
  formats.set(timeZone, format);
  return format;
}

/** How far the zone's clocks are ahead of UTC at an instant, ms. */
export function offsetMs(instantMs: number, timeZone: string): number {
  const name = formatOf(timeZone)
    .formatToParts(instantMs)
    .find((part) => part.type === 'timeZoneName')?.value;
  const match = /^GMT(?:([+-])(\d{2}):(\d{2})(?::(\d{2}))?)?$/u.exec(name ?? '');
  if (match === null) throw new RangeError(`No offset of ${timeZone} in "${name}".`);
  const [, sign, hours, minutes, seconds] = match;
  const ahead = Number(hours ?? 0) * hourMs + Number(minutes ?? 0) * 60_000;
  return (sign === '-' ? -1 : 1) * (ahead + Number(seconds ?? 0) * 1000);
}

function dateAt(instantMs: number, timeZone: string): string {
  return new Date(instantMs + offsetMs(instantMs, timeZone)).toISOString().slice(0, 10);
}

/**
 * The first instant of a local day. Clocks may change at midnight: then 00:00 comes twice, and
 * the first counts, or never, and the day begins where the clocks go on.
 */
export function startOfDay(date: string, timeZone: string): number {
  const midnightUtc = Date.parse(`${date}T00:00:00Z`);
  const offsets = [midnightUtc - dayMs, midnightUtc + dayMs].map((at) => offsetMs(at, timeZone));
  const starts = offsets.map((offset) => midnightUtc - offset);
  const within = starts.filter((start) => dateAt(start, timeZone) === date);
  return Math.min(...(within.length > 0 ? within : starts));
}

/** The local days that start within a period: periods that meet share no day and lose none. */
export function localDaysStartingIn(period: Period, timeZone: string): readonly LocalDay[] {
  const days: LocalDay[] = [];
  const firstDate = Date.parse(`${dateAt(period.from.getTime(), timeZone)}T00:00:00Z`);
  const dateOf = (index: number) => new Date(firstDate + index * dayMs).toISOString().slice(0, 10);
  let startMs = startOfDay(dateOf(0), timeZone);
  for (let index = 0; startMs < period.to.getTime(); index += 1) {
    const endMs = startOfDay(dateOf(index + 1), timeZone);
    // A zone that crossed the date line has skipped a day.
    if (startMs >= period.from.getTime() && endMs > startMs) {
      const changes = endMs - startMs !== dayMs;
      const offset = changes ? null : offsetMs(startMs, timeZone);
      days.push({ date: dateOf(index), startMs, endMs, offsetMs: offset });
    }
    startMs = endMs;
  }
  return days;
}

/** The hour that clocks show at an instant of a day, with its fraction. */
export function localHourAt(instantMs: number, day: LocalDay, timeZone: string): number {
  const offset = day.offsetMs ?? offsetMs(instantMs, timeZone);
  return ((instantMs + offset) % dayMs) / hourMs;
}
