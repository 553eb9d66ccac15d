import { refuse } from '../../errors.ts';
import type { LocalParts } from './calendar.ts';
import { localParts, offsetMinutes } from './calendar.ts';

const months =
  'January February March April May June July August September October November December'.split(
    ' ',
  );
const pad = (value: number, width: number): string => String(value).padStart(width, '0');

const specifiers: Readonly<Record<string, (parts: LocalParts, offset: number) => string>> = {
  '%': () => '%',
  B: ({ month }) => months[month - 1] ?? '',
  G: ({ isoWeekYear }) => pad(isoWeekYear, 4),
  H: ({ hour }) => pad(hour, 2),
  L: ({ millisecond }) => pad(millisecond, 3),
  M: ({ minute }) => pad(minute, 2),
  S: ({ second }) => pad(second, 2),
  U: ({ dayOfYear, dayOfWeek }) => pad(Math.floor((dayOfYear - dayOfWeek + 7) / 7), 2),
  V: ({ isoWeek }) => pad(isoWeek, 2),
  Y: ({ year }) => pad(year, 4),
  Z: (_parts, offset) => (offset < 0 ? '-' : '+') + pad(Math.abs(offset), 3),
  b: ({ month }) => (months[month - 1] ?? '').slice(0, 3),
  d: ({ day }) => pad(day, 2),
  j: ({ dayOfYear }) => pad(dayOfYear, 3),
  m: ({ month }) => pad(month, 2),
  u: ({ dayOfWeek }) => String(((dayOfWeek + 5) % 7) + 1),
  w: ({ dayOfWeek }) => String(dayOfWeek),
  z: (_parts, offset) =>
    (offset < 0 ? '-' : '+') +
    pad(Math.floor(Math.abs(offset) / 60), 2) +
    pad(Math.abs(offset) % 60, 2),
};

/** A date in MongoDB's `$dateToString` format, as a clock in the zone shows it. */
export function formatDate(date: Date, format: string, zone: string): string {
  const parts = localParts(date, zone);
  const offset = offsetMinutes(date, zone);
  return format.replace(/%(.?)/gs, (_whole, letter: string) => {
    const specifier =
      specifiers[letter] ?? refuse(18536, `Invalid format character '%${letter}' in format string`);
    return specifier(parts, offset);
  });
}
