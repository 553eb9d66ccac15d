import { fail, ok, type Result } from '@waris/service-kit';
import { z } from 'zod';
import { parseLineString, parsePoint } from './geometry.ts';
import { invalidInput, type InvalidInput } from './refusals.ts';

/** The input in its own types, or every field that is wrong. */
export function parseInput<Output>(
  schema: z.ZodType<Output>,
  input: unknown,
): Result<Output, InvalidInput> {
  const parsed = schema.safeParse(input);
  if (parsed.success) return ok(parsed.data);
  return fail(
    ...parsed.error.issues.map(({ path, message }) => {
      const names = path.map(String);
      return invalidInput(`${names.join('.')} ${message}.`, ...names);
    }),
  );
}

const hasControl = /\p{Cc}/u;

export const text = z
  .string()
  .trim()
  .min(1, 'is empty')
  .max(200, 'is longer than 200 characters')
  .refine((value) => !hasControl.test(value), 'holds control characters');

/** Null and an empty text both mean that nothing is known. */
export const optionalText = z
  .preprocess((value) => (value === '' ? null : value), text.nullish())
  .transform((value) => value ?? null);

const codePattern = /^[\p{L}\p{N}][\p{L}\p{M}\p{N}._/-]{0,49}$/u;
const codeRule = 'is not a code: letters, digits, dot, dash, slash and underscore, at most 50';

/** Codes are written in capitals, so that one thing has one code. */
export const code = z.string().trim().toUpperCase().regex(codePattern, codeRule);

export const serialNumber = z.string().trim().regex(codePattern, codeRule);

const mostPeople = 2_000_000_000;

export const count = z
  .number()
  .int('is not a whole number')
  .min(0, 'is negative')
  .max(mostPeople, `is over ${mostPeople}`);

export const lengthKm = z.number().min(0, 'is negative').max(1e6, 'is over 1,000,000 km');

export const pressureM = z
  .number()
  .gt(0, 'must be above zero')
  .max(1_000, 'is over 1,000 m: state it in metres of water column');

export const sizeMm = z
  .number()
  .int('is not a whole number')
  .min(1, 'must be above zero')
  .max(5_000);

export const localDate = z.iso.date('is not a day such as 2026-01-15');

const zonePattern = /^[A-Za-z]+(\/[A-Za-z0-9_+-]+)*$/;

export const timeZone = z.string().refine(isTimeZone, 'is not a time zone such as Asia/Bangkok');

function isTimeZone(name: string): boolean {
  try {
    // Offsets such as +07:00 are refused: a zone has to know its own past and future.
    const { timeZone: known } = new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions();
    return zonePattern.test(name) && known !== '';
  } catch {
    return false;
  }
}

const geometry = <Value>(parse: (value: object) => Result<Value, string>) =>
  z
    .custom<object>((value) => typeof value === 'object' && value !== null, 'is no geometry')
    .transform((value, context): Value => {
      const parsed = parse(value);
      if (parsed.ok) return parsed.value;
      context.addIssue({
        code: 'custom',
        message: `is refused: ${parsed.errors.join(' ')}`.replace(/\.$/, ''),
      });
      return z.NEVER;
    });

export const point = geometry(parsePoint);
export const lineString = geometry(parseLineString);
