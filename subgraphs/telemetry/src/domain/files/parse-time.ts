import { instantsOfLocalTime } from '@waris/local-time';
import { commonYear, monthOf, plainDigits } from './thai.ts';

/** Milliseconds since 1970, or why the text is not one instant. */
export type ParsedTime = number | { readonly problem: string };

const clock = String.raw`(?:(?:T|\s+|,\s*)(\d{1,2})[:.](\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?(?:\s*น\.?)?)?`;
const offset = String.raw`\s*(Z|[+-]\d{2}:?\d{2})?`;
const yearFirst = new RegExp(String.raw`^(\d{4})[-/](\d{1,2})[-/](\d{1,2})${clock}${offset}$`, 'i');
const dayFirst = new RegExp(
  String.raw`^(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})${clock}${offset}$`,
  'i',
);
const named = new RegExp(
  String.raw`^(\d{1,2})[\s-]+([\u0e00-\u0e7f.]+|[a-z]+\.?)[\s-]+(\d{4})${clock}${offset}$`,
  'i',
);
const spreadsheetSerial = /^\d{5}(\.\d+)?$/;
const serialEpoch = Date.UTC(1899, 11, 30);

const notATime = {
  problem:
    'This is not a time. Known are 2026-01-15T10:30:00+07:00, 2026-01-15 10:30, 15/1/2026 10:30, 15 ม.ค. 2569 and spreadsheet serials.',
};

/**
 * Reads a time as people and spreadsheets write them, in Thai or Arabic digits and Buddhist or
 * common years; without an offset it is the local time of `timeZone`. Years have four digits.
 */
export function parseTime(text: string, timeZone: string): ParsedTime {
  const plain = plainDigits(text);
  const iso = yearFirst.exec(plain);
  if (iso !== null) return instantOf(fields(iso, iso[1], Number(iso[2]), iso[3]), timeZone);
  const numeric = dayFirst.exec(plain);
  if (numeric !== null) {
    return instantOf(fields(numeric, numeric[3], Number(numeric[2]), numeric[1]), timeZone);
  }
  if (spreadsheetSerial.test(plain)) {
    // Serials are days in binary fractions: the nearest second is what was meant.
    const local = serialEpoch + Math.round(Number(plain) * 86_400) * 1000;
    return oneOf(instantsOfLocalTime(local, timeZone));
  }
  const byName = named.exec(plain);
  const month = byName === null ? undefined : monthOf(byName[2] ?? '');
  if (byName === null || month === undefined) return notATime;
  return instantOf(fields(byName, byName[3], month, byName[1]), timeZone);
}

type Fields = ReturnType<typeof fields>;

function fields(match: RegExpExecArray, year?: string, month?: number, day?: string) {
  const fraction = match[7] ?? '';
  return {
    year: commonYear(Number(year)),
    month: month ?? 0,
    day: Number(day),
    hour: Number(match[4] ?? 0),
    minute: Number(match[5] ?? 0),
    second: Number(match[6] ?? 0),
    milliseconds: fraction === '' ? 0 : Math.round(Number(`0.${fraction}`) * 1000),
    offset: match[8],
  };
}

function instantOf(time: Fields, timeZone: string): ParsedTime {
  const { year, month, day, hour, minute, second, milliseconds } = time;
  const midnight = Date.UTC(year, month - 1, day);
  const realDay = month >= 1 && month <= 12 && day >= 1 && new Date(midnight).getUTCDate() === day;
  // Loggers write the end of a day as 24:00.
  const endOfDay = hour === 24 && minute === 0 && second === 0;
  if (!realDay || (hour > 23 && !endOfDay) || minute > 59 || second > 59) {
    return { problem: 'There is no such day or hour.' };
  }
  const local = midnight + ((hour * 60 + minute) * 60 + second) * 1000 + milliseconds;
  return time.offset === undefined
    ? oneOf(instantsOfLocalTime(local, timeZone))
    : local - offsetMs(time.offset);
}

function offsetMs(offsetText: string): number {
  if (/^z$/i.test(offsetText)) return 0;
  const sign = offsetText.startsWith('-') ? -1 : 1;
  const digits = offsetText.replaceAll(/\D/g, '');
  return sign * (Number(digits.slice(0, 2)) * 60 + Number(digits.slice(2))) * 60_000;
}

function oneOf(instants: readonly number[]): ParsedTime {
  const [first, second] = instants;
  if (first === undefined) return { problem: 'Local clocks skipped this time.' };
  return second === undefined
    ? first
    : { problem: 'Local clocks showed this time twice: write its offset.' };
}
