import { z } from 'zod';

/** An instant as JSON writes it. */
export const instantInCursor = z.iso.datetime().transform((text) => new Date(text));

/** Opaque to callers; a key is whatever JSON can hold, instants included. */
export function encodeCursor(key: unknown): string {
  return Buffer.from(JSON.stringify(key)).toString('base64url');
}

/** The key that a cursor stands for, null when it is none. */
export function decodeCursor<Key>(cursor: string, keySchema: z.ZodType<Key>): Key | null {
  return keySchema.safeParse(parseJson(Buffer.from(cursor, 'base64url').toString())).data ?? null;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
