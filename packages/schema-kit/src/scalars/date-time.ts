import { GraphQLError, GraphQLScalarType, Kind } from 'graphql';

const rfc3339 =
  /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2}):(\d{2})(\.\d{1,9})?(Z|[+-]([01]\d|2[0-3]):[0-5]\d)$/i;

/** The instant, or null when the text is not RFC 3339 with an offset or names no real day. */
export function parseInstant(text: string): Date | null {
  const match = rfc3339.exec(text);
  if (match === null) return null;
  const [, year, month, day, hour, minute, second] = match.map(Number);
  // `Date.parse` rolls 31 April over into May and takes second 60; a reading has no such time.
  const daysInMonth = new Date(Date.UTC(year ?? 0, month ?? 0, 0)).getUTCDate();
  const real =
    (year ?? 0) >= 1900 &&
    (month ?? 0) >= 1 &&
    (month ?? 0) <= 12 &&
    (day ?? 0) >= 1 &&
    (day ?? 0) <= daysInMonth &&
    (hour ?? 0) <= 23 &&
    (minute ?? 0) <= 59 &&
    (second ?? 0) <= 59;
  return real ? new Date(text) : null;
}

function parseDateTime(value: unknown): Date {
  const instant = typeof value === 'string' ? parseInstant(value) : null;
  if (instant === null) {
    const given = typeof value === 'string' ? `"${value.slice(0, 40)}"` : 'This';
    throw new GraphQLError(
      `${given} is no DateTime, which is a real day in RFC 3339 with an offset, such as 2026-01-15T17:00:00Z or 2026-01-16T00:00:00+07:00.`,
    );
  }
  return instant;
}

export const DateTime = new GraphQLScalarType<Date, string>({
  name: 'DateTime',
  serialize: (value) => {
    if (value instanceof Date) return value.toISOString();
    throw new TypeError('DateTime serializes Date objects only.');
  },
  parseValue: parseDateTime,
  parseLiteral: (node) => parseDateTime(node.kind === Kind.STRING ? node.value : null),
});

export const DateTimeColumn = new GraphQLScalarType<readonly Date[], readonly string[]>({
  name: 'DateTimeColumn',
  serialize: (value) => {
    if (!Array.isArray(value)) throw new TypeError('DateTimeColumn serializes arrays only.');
    return value.map((item) => DateTime.serialize(item));
  },
  parseValue: (value) => {
    if (!Array.isArray(value)) {
      throw new GraphQLError('A DateTimeColumn is a list of RFC 3339 strings.');
    }
    return value.map((item, index) => {
      const instant = typeof item === 'string' ? parseInstant(item) : null;
      if (instant === null) {
        throw new GraphQLError(`Item ${index} is not RFC 3339 with an offset.`);
      }
      return instant;
    });
  },
  parseLiteral: () => {
    throw new GraphQLError('Pass a DateTimeColumn as a variable.');
  },
});
