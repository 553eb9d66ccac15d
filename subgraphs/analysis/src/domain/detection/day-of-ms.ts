const formats = new Map<string, Intl.DateTimeFormat>();

/** The calendar day of a time zone at an instant: `2026-01-15`. */
export function dayOfMs(instantMs: number, timeZone: string): string {
  const format = formats.get(timeZone) ?? new Intl.DateTimeFormat('en-CA', { timeZone });
  formats.set(timeZone, format);
  return format.format(instantMs);
}
