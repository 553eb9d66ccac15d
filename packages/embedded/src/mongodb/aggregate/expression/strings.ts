import { BSONRegExp } from 'bson';
import { refuse } from '../../errors.ts';
import { compileRegex } from '../../query/regex.ts';
import { isNumeric, toSafeInteger } from '../../values/numbers.ts';
import { typeName } from '../../values/types.ts';
import { fieldsForm } from './fields.ts';
import type { Form, Operator } from './types.ts';
import { isNullish } from './types.ts';

function text(name: string, value: unknown): string {
  return typeof value === 'string'
    ? value
    : refuse(16702, `${name} only supports strings, not ${typeName(value)}`);
}

/** What MongoDB coerces to a string: strings, numbers, dates; null and missing become empty. */
function coerced(name: string, value: unknown): string {
  if (isNullish(value)) return '';
  if (isNumeric(value)) return value.toString();
  if (value instanceof Date) return value.toISOString();
  return text(name, value);
}

const codePoints = (value: string): string[] => Array.from(value);

const lowerAscii = (value: string): string =>
  value.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
const upperAscii = (value: string): string =>
  value.replace(/[a-z]/g, (letter) => letter.toUpperCase());

/** Part of a string by its UTF-8 bytes; cutting a character is refused. */
function substringBytes([value, start, count]: readonly unknown[]): string {
  const bytes = Buffer.from(coerced('$substrBytes', value));
  const from =
    toSafeInteger(start) ?? refuse(16034, '$substrBytes: starting index must be a number');
  const length = toSafeInteger(count) ?? refuse(16035, '$substrBytes: length must be a number');
  if (from < 0) refuse(50752, '$substrBytes: starting index must be non-negative');
  const end = length < 0 ? bytes.length : Math.min(bytes.length, from + length);
  for (const index of [from, end]) {
    const byte = bytes[index];
    if (byte !== undefined && (byte & 0xc0) === 0x80) {
      refuse(
        28656,
        '$substrBytes: Invalid range, starting index or end is a UTF-8 continuation byte.',
      );
    }
  }
  return bytes.subarray(from, end).toString();
}

const substrBytes: Operator = { least: 3, most: 3, apply: substringBytes };

export const strings = {
  $concat: {
    least: 0,
    most: Infinity,
    apply: (values) =>
      values.some(isNullish) ? null : values.map((value) => text('$concat', value)).join(''),
  },
  $indexOfCP: {
    least: 2,
    most: 2,
    apply: ([value, part]) => {
      if (isNullish(value)) return null;
      const whole = text('$indexOfCP', value);
      const index = whole.indexOf(text('$indexOfCP', part));
      return index < 0 ? -1 : codePoints(whole.slice(0, index)).length;
    },
  },
  $split: {
    least: 2,
    most: 2,
    apply: ([value, separator]) => {
      if (isNullish(value) || isNullish(separator)) return null;
      if (separator === '') refuse(40087, '$split requires a non-empty separator');
      return text('$split', value).split(text('$split', separator));
    },
  },
  $strLenBytes: {
    least: 1,
    most: 1,
    apply: ([value]) => Buffer.byteLength(text('$strLenBytes', value)),
  },
  $strLenCP: { least: 1, most: 1, apply: ([value]) => codePoints(text('$strLenCP', value)).length },
  $strcasecmp: {
    least: 2,
    most: 2,
    apply: ([a, b]) => {
      const left = upperAscii(coerced('$strcasecmp', a));
      const right = upperAscii(coerced('$strcasecmp', b));
      return Math.sign(Buffer.compare(Buffer.from(left), Buffer.from(right)));
    },
  },
  $substr: substrBytes,
  $substrBytes: substrBytes,
  // MongoDB changes the case of ASCII letters only.
  $toLower: { least: 1, most: 1, apply: ([value]) => lowerAscii(coerced('$toLower', value)) },
  $toUpper: { least: 1, most: 1, apply: ([value]) => upperAscii(coerced('$toUpper', value)) },
} satisfies Record<string, Operator>;

/** An operator whose operand is an object of expressions. */
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
      refuseOther: () => refuse(50696, `${name} only supports an object as an argument`),
      refuseUnknown: (field) => refuse(50694, `${name} found an unknown argument: ${field}`),
      refuseMissing: (field) => refuse(50695, `${name} requires an '${field}' argument`),
    },
    apply,
  );
}

const blanks =
  '\0 \t\n\v\f\r\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a';

function trimmer(name: string, left: boolean, right: boolean): Form {
  return fields(name, ['input'], ['chars'], ({ input, chars = blanks }) => {
    if (isNullish(input) || isNullish(chars)) return null;
    const set = new Set(text(name, chars));
    const units = codePoints(text(name, input));
    let from = 0;
    let to = units.length;
    if (left) while (from < to && set.has(units[from] ?? '')) from += 1;
    if (right) while (to > from && set.has(units[to - 1] ?? '')) to -= 1;
    return units.slice(from, to).join('');
  });
}

function replacer(name: string): Form {
  return fields(name, ['input', 'find', 'replacement'], [], (values) => {
    const parts = [values['input'], values['find'], values['replacement']];
    if (parts.some(isNullish)) return null;
    const [input = '', find = '', replacement = ''] = parts.map((part) => text(name, part));
    // A function, or "$&" in the replacement would have a meaning.
    return name === '$replaceOne'
      ? input.replace(find, () => replacement)
      : input.replaceAll(find, () => replacement);
  });
}

export const stringForms = {
  $ltrim: trimmer('$ltrim', true, false),
  $regexMatch: fields(
    '$regexMatch',
    ['input', 'regex'],
    ['options'],
    ({ input, regex, options }) => {
      if (isNullish(input) || isNullish(regex)) return false;
      if (typeof regex !== 'string' && !(regex instanceof BSONRegExp))
        return refuse(51105, '$regexMatch needs a regex');
      return compileRegex(regex, options).test(text('$regexMatch', input));
    },
  ),
  $replaceAll: replacer('$replaceAll'),
  $replaceOne: replacer('$replaceOne'),
  $rtrim: trimmer('$rtrim', false, true),
  $trim: trimmer('$trim', true, true),
} satisfies Record<string, Form>;
