const hourMs = 3_600_000;

/** Hours of elapsed time with the calendar of the clocks on the wall. */
export type LocalCalendar = {
  readonly hours: number;
  /** Row of the file to hour of the calendar. */
  readonly hourOfRow: readonly number[];
  readonly hourOfDay: Uint8Array;
  /** 0 Monday – 6 Sunday. */
  readonly weekday: Uint8Array;
  /** Local days: `2022-06-02`. */
  readonly days: readonly string[];
};

/**
 * Reads local times with their offsets (`2022-03-27T03:00:00+0200`), as they step over changes of
 * clocks. Hours without a row keep the offset of the row before. Throws on a time without offset.
 */
export function localCalendar(times: readonly string[]): LocalCalendar {
  const rows = times.map(parseLocalTime);
  const first = rows[0]?.instant ?? 0;
  const hourOfRow = rows.map(({ instant }) => Math.round((instant - first) / hourMs));
  const hours = Math.max(-1, ...hourOfRow.slice(-1)) + 1;
  const hourOfDay = new Uint8Array(hours);
  const weekday = new Uint8Array(hours);
  const days: string[] = [];
  let row = 0;
  for (let hour = 0; hour < hours; hour += 1) {
    while ((hourOfRow[row + 1] ?? Number.POSITIVE_INFINITY) <= hour) row += 1;
    const local = new Date(first + hour * hourMs + (rows[row]?.offsetMs ?? 0));
    hourOfDay[hour] = local.getUTCHours();
    weekday[hour] = (local.getUTCDay() + 6) % 7;
    days.push(local.toISOString().slice(0, 10));
  }
  return { hours, hourOfRow, hourOfDay, weekday, days };
}

function parseLocalTime(text: string): { instant: number; offsetMs: number } {
  const [, local, sign, hours, minutes] =
    /^(.{16,})([+-])(\d\d):?(\d\d)$/u.exec(text.replace(/Z$/u, '+00:00')) ?? [];
  const wall = Date.parse(`${local}Z`);
  if (Number.isNaN(wall)) throw new TypeError(`"${text}" is no local time with an offset.`);
  const offsetMs = (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000;
  return { instant: wall - offsetMs, offsetMs };
}
