import { refuse } from '../../errors.ts';
import { isPlainObject } from '../../values/bson.ts';
import { toSafeInteger } from '../../values/numbers.ts';
import { typeName } from '../../values/types.ts';
import { localParts, offsetMinutes, parseInZone, toInstant } from './calendar.ts';
import type { LocalParts } from './calendar.ts';
import { formatDate } from './date-format.ts';
import { fieldsForm } from './fields.ts';
import type { Form } from './types.ts';
import { isNullish } from './types.ts';

function dateOf(name: string, value: unknown): Date {
  return value instanceof Date
    ? value
    : refuse(16006, `${name} requires a date, found ${typeName(value)}`);
}

function zoneOf(name: string, value: unknown): string {
  if (isNullish(value)) return 'UTC';
  return typeof value === 'string' ? value : refuse(40517, `${name} requires a string timezone`);
}

/** An operator over an object of expressions; a null among the required ones gives null. */
function fields(
  name: string,
  required: readonly string[],
  optional: readonly string[],
  apply: (values: Readonly<Record<string, unknown>>) => unknown,
): Form {
  return fieldsForm(
    {
      required,
      optional,
      refuseOther: () => refuse(18629, `${name} only supports an object as its argument`),
      refuseUnknown: (field) => refuse(18534, `Unrecognized argument to ${name}: ${field}`),
      refuseMissing: (field) => refuse(18628, `Missing '${field}' parameter to ${name}`),
    },
    (values) =>
      required.some((key) => isNullish(values[key])) ? (values['onNull'] ?? null) : apply(values),
  );
}

/** `$year: date` or `$year: { date, timezone }`. */
function part(name: string, select: (parts: LocalParts) => number): Form {
  const withZone = fields(name, ['date'], ['timezone'], ({ date, timezone }) =>
    select(localParts(dateOf(name, date), zoneOf(name, timezone))),
  );
  return (operand, names, compile) => {
    const single: unknown = Array.isArray(operand) && operand.length === 1 ? operand[0] : operand;
    const isObject = isPlainObject(single) && 'date' in single;
    return withZone(isObject ? single : { date: single }, names, compile);
  };
}

const units = [
  'year',
  'quarter',
  'month',
  'week',
  'day',
  'hour',
  'minute',
  'second',
  'millisecond',
] as const;
type Unit = (typeof units)[number];
const milliseconds: Readonly<Partial<Record<Unit, number>>> = {
  hour: 3_600_000,
  minute: 60_000,
  second: 1000,
  millisecond: 1,
};

function unitOf(name: string, value: unknown): Unit {
  return (
    units.find((unit) => unit === value) ??
    refuse(9, `${name}: unknown time unit value: ${String(value)}`)
  );
}

const monthsIn: Readonly<Partial<Record<Unit, number>>> = { year: 12, quarter: 3, month: 1 };
const daysIn: Readonly<Partial<Record<Unit, number>>> = { week: 7, day: 1 };

function addUnits(name: string, sign: 1 | -1): Form {
  return fields(name, ['startDate', 'unit', 'amount'], ['timezone'], (values) => {
    const date = dateOf(name, values['startDate']);
    const unit = unitOf(name, values['unit']);
    const amount =
      sign * (toSafeInteger(values['amount']) ?? refuse(5166405, `${name} expects integer amount`));
    const exact = milliseconds[unit];
    if (exact !== undefined) return new Date(date.getTime() + amount * exact);
    const zone = zoneOf(name, values['timezone']);
    const local = localParts(date, zone);
    const month = local.month + amount * (monthsIn[unit] ?? 0);
    const lastDay = new Date(Date.UTC(local.year, month, 0)).getUTCDate();
    const day = monthsIn[unit] === undefined ? local.day : Math.min(local.day, lastDay);
    return toInstant({ ...local, month, day: day + amount * (daysIn[unit] ?? 0) }, zone);
  });
}

const weekdays = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];

const $dateTrunc = fields(
  '$dateTrunc',
  ['date', 'unit'],
  ['binSize', 'timezone', 'startOfWeek'],
  (values) => {
    const date = dateOf('$dateTrunc', values['date']);
    const unit = unitOf('$dateTrunc', values['unit']);
    if (toSafeInteger(values['binSize'] ?? 1) !== 1)
      refuse(238, '$dateTrunc with a binSize is not supported by the embedded document store');
    const zone = zoneOf('$dateTrunc', values['timezone']);
    const local = localParts(date, zone);
    const exact = milliseconds[unit];
    if (exact !== undefined) {
      const shift = offsetMinutes(date, zone) * 60_000;
      return new Date(Math.floor((date.getTime() + shift) / exact) * exact - shift);
    }
    const midnight = { ...local, hour: 0, minute: 0, second: 0, millisecond: 0 };
    if (unit === 'day') return toInstant(midnight, zone);
    if (unit === 'week') {
      const startOfWeek = values['startOfWeek'] ?? 'sunday';
      const prefix = typeof startOfWeek === 'string' ? startOfWeek.toLowerCase().slice(0, 3) : '?';
      const first = weekdays.findIndex((name) => name.startsWith(prefix));
      if (first < 0) refuse(9, '$dateTrunc: unknown startOfWeek');
      const back = (local.dayOfWeek - 1 - first + 7) % 7;
      return toInstant({ ...midnight, day: local.day - back }, zone);
    }
    const month =
      unit === 'year'
        ? 1
        : unit === 'quarter'
          ? local.month - ((local.month - 1) % 3)
          : local.month;
    return toInstant({ ...midnight, month, day: 1 }, zone);
  },
);

export const dateForms = {
  $dateAdd: addUnits('$dateAdd', 1),
  $dateSubtract: addUnits('$dateSubtract', -1),
  $dateFromString: fields(
    '$dateFromString',
    ['dateString'],
    ['timezone', 'onNull'],
    ({ dateString, timezone }) =>
      typeof dateString === 'string'
        ? (parseInZone(dateString, zoneOf('$dateFromString', timezone)) ??
          refuse(241, `Error parsing date string '${dateString}'`))
        : refuse(241, '$dateFromString requires that dateString be a string'),
  ),
  $dateToParts: fields('$dateToParts', ['date'], ['timezone'], ({ date, timezone }) => {
    const { year, month, day, hour, minute, second, millisecond } = localParts(
      dateOf('$dateToParts', date),
      zoneOf('$dateToParts', timezone),
    );
    return { year, month, day, hour, minute, second, millisecond };
  }),
  $dateToString: fields(
    '$dateToString',
    ['date'],
    ['format', 'timezone', 'onNull'],
    ({ date, format, timezone }) => {
      const zone = zoneOf('$dateToString', timezone);
      const pattern = format ?? (zone === 'UTC' ? '%Y-%m-%dT%H:%M:%S.%LZ' : '%Y-%m-%dT%H:%M:%S.%L');
      if (typeof pattern !== 'string')
        return refuse(18533, '$dateToString requires a string format');
      return formatDate(dateOf('$dateToString', date), pattern, zone);
    },
  ),
  $dateTrunc,
  $dayOfMonth: part('$dayOfMonth', ({ day }) => day),
  $dayOfWeek: part('$dayOfWeek', ({ dayOfWeek }) => dayOfWeek),
  $dayOfYear: part('$dayOfYear', ({ dayOfYear }) => dayOfYear),
  $hour: part('$hour', ({ hour }) => hour),
  $isoDayOfWeek: part('$isoDayOfWeek', ({ dayOfWeek }) => ((dayOfWeek + 5) % 7) + 1),
  $isoWeek: part('$isoWeek', ({ isoWeek }) => isoWeek),
  $isoWeekYear: part('$isoWeekYear', ({ isoWeekYear }) => isoWeekYear),
  $millisecond: part('$millisecond', ({ millisecond }) => millisecond),
  $minute: part('$minute', ({ minute }) => minute),
  $month: part('$month', ({ month }) => month),
  $second: part('$second', ({ second }) => second),
  $week: part('$week', ({ dayOfYear, dayOfWeek }) => Math.floor((dayOfYear - dayOfWeek + 7) / 7)),
  $year: part('$year', ({ year }) => year),
} satisfies Record<string, Form>;
