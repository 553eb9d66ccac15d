import { createHash } from 'node:crypto';

const uuid = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}';
const refreshTokenForm = new RegExp(`^(${uuid})\\.[A-Za-z0-9_-]{43}$`);

export const sha256 = (text: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(createHash('sha256').update(text).digest());

/** `secret` is 32 random bytes in base64url. */
export const refreshTokenOf = (sessionId: string, secret: string) => `${sessionId}.${secret}`;

/** The session that a refresh token names, or null when it is none of ours. */
export function sessionIdOf(refreshToken: string): string | null {
  return refreshTokenForm.exec(refreshToken)?.[1] ?? null;
}

/** `secret` is 32 random bytes in base64url. */
export const apiKeyOf = (secret: string) => `wk_${secret}`;

const shownCharacters = 9;

export const apiKeyPrefix = (apiKey: string) => apiKey.slice(0, shownCharacters);
