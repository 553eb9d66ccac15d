const dayMs = 86_400_000;
const hourMs = 3_600_000;
// Offsets have changed on quarter hours only, since the zones took on standard time.
const slotMs = 900_000;

const zones = new Map<string, { format: Intl.DateTimeFormat; offsets: Map<number, number> }>();

/** True for an IANA name that this runtime knows. */
export function isTimeZone(name: string): boolean {
  try {
    return zoneOf(name) !== null;
  } catch {
    return false;
  }
}

/** Milliseconds that local time is ahead of UTC at an instant. */
export function offsetAt(instant: number, timeZone: string): number {
  const zone = zoneOf(timeZone);
  const slot = Math.floor(instant / slotMs);
  const known = zone.offsets.get(slot);
  if (known !== undefined) return known;
  // A year at quarter hours; beyond, what is cached is not likely to be asked for again.
  if (zone.offsets.size > 40_000) zone.offsets.clear();
  const offset = localMs(zone.format, slot * slotMs) - slot * slotMs;
  zone.offsets.set(slot, offset);
  return offset;
}

/**
 * The instants at which a local clock shows a time, given as if it were UTC: one, none when the
 * clock skipped it, two when it showed it twice, the earlier first.
 */
export function instantsOfLocalTime(local: number, timeZone: string): readonly number[] {
  const before = local - offsetAt(local - dayMs, timeZone);
  const after = local - offsetAt(local + dayMs, timeZone);
  const shows = (instant: number) => instant + offsetAt(instant, timeZone) === local;
  if (before === after) return shows(before) ? [before] : [];
  return [before, after].filter(shows).toSorted((a, b) => a - b);
}

/** Starts of the local days that begin in [from, to). */
export function startsOfLocalDays(from: number, to: number, timeZone: string): number[] {
  const starts: number[] = [];
  const localDay = Math.floor((from + offsetAt(from, timeZone)) / dayMs) * dayMs;
  for (let day = localDay; ; day += dayMs) {
    const start = startOfLocalDay(day, timeZone);
    if (start >= to) return starts;
    if (start >= from) starts.push(start);
  }
}

export function startOfNextLocalDay(start: number, timeZone: string): number {
  // Thirty hours on is the next day, however long this one is.
  const local = start + 30 * hourMs + offsetAt(start + 30 * hourMs, timeZone);
  return startOfLocalDay(Math.floor(local / dayMs) * dayMs, timeZone);
}

/** The instant at which a local day begins, given its midnight as if it were UTC. */
export function startOfLocalDay(localMidnight: number, timeZone: string): number {
  const [first] = instantsOfLocalTime(localMidnight, timeZone);
  if (first !== undefined) return first;
  // The clock skipped midnight: the day starts when it jumped.
  return localMidnight - offsetAt(localMidnight - dayMs, timeZone);
}

function zoneOf(timeZone: string) {
  const known = zones.get(timeZone);
  if (known !== undefined) return known;
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    calendar: 'gregory',
    numberingSystem: 'latn',
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  const zone = { format, offsets: new Map<number, number>() };
  zones.set(timeZone, zone);
  return zone;
}

function localMs(format: Intl.DateTimeFormat, instant: number): number {
  const parts = new Map(format.formatToParts(instant).map(({ type, value }) => [type, value]));
  const part = (name: Intl.DateTimeFormatPartTypes) => Number(parts.get(name));
  const month = part('month') - 1;
  return Date.UTC(part('year'), month, part('day'), part('hour'), part('minute'), part('second'));
}
