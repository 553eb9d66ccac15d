import { z } from 'zod';
import { invalidInput, type InvalidInput } from './refusals.ts';

const maxPasswordBytes = 256;
const minPasswordCharacters = 8;
const emailSchema = z.email().max(254);

/** Null when it is no e-mail address. */
export function normalizeEmail(text: string): string | null {
  return emailSchema.safeParse(text.trim().toLowerCase()).data ?? null;
}

/** A longer one is refused before it is hashed: hashing megabytes is what an attacker wants. */
export function isTooLong(password: string): boolean {
  return Buffer.byteLength(password, 'utf8') > maxPasswordBytes;
}

export function tooLong(field: string): InvalidInput {
  return invalidInput(`A password is at most ${maxPasswordBytes} bytes long.`, field);
}

/** What is wrong with a new password; it is never trimmed, shortened or normalised. */
export function checkNewPassword(password: string, field: string): InvalidInput | null {
  if (isTooLong(password)) return tooLong(field);
  return password.length < minPasswordCharacters
    ? invalidInput(`A password has at least ${minPasswordCharacters} characters.`, field)
    : null;
}

const maxNameLength = 200;

export function checkName(name: string, field: string): InvalidInput | null {
  const trimmed = name.trim();
  return trimmed === '' || trimmed.length > maxNameLength
    ? invalidInput(`${field} has 1 to ${maxNameLength} characters.`, field)
    : null;
}
