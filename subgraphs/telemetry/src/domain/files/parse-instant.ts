const rfc3339 =
  /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?(Z|[+-]\d\d:\d\d)$/i;

/** Milliseconds since 1970 of an RFC 3339 time with its offset; NaN for any other text. */
export function parseInstant(text: string): number {
  const match = rfc3339.exec(text);
  if (match === null) return Number.NaN;
  const [, year, month, day, hour, minute, second = '0', fraction = '', offset = 'Z'] = match;
  const midnight = Date.UTC(Number(year), Number(month) - 1, Number(day));
  const realDay = new Date(midnight).getUTCDate() === Number(day) && Number(month) <= 12;
  if (!realDay || Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) {
    return Number.NaN;
  }
  const seconds = (Number(hour) * 60 + Number(minute)) * 60 + Number(second);
  const thousandths = fraction === '' ? 0 : Math.floor(Number(`0.${fraction}`) * 1000);
  return midnight + seconds * 1000 + thousandths - offsetMs(offset);
}

function offsetMs(offset: string): number {
  if (offset.length === 1) return 0;
  const [hours = 0, minutes = 0] = offset.slice(1).split(':').map(Number);
  return (offset.startsWith('-') ? -1 : 1) * (hours * 60 + minutes) * 60_000;
}
