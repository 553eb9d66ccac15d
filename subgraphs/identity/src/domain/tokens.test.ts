import { randomBytes, randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { apiKeyOf, apiKeyPrefix, refreshTokenOf, sessionIdOf, sha256 } from './tokens.ts';

const secret = () => randomBytes(32).toString('base64url');

describe('a refresh token', () => {
  it('names its session', () => {
    const id = randomUUID();
    expect(sessionIdOf(refreshTokenOf(id, secret()))).toBe(id);
  });

  it('is nothing else', () => {
    fc.assert(fc.property(fc.string(), (text) => sessionIdOf(text) === null));
    expect(sessionIdOf(`${refreshTokenOf(randomUUID(), secret())}\n`)).toBeNull();
    expect(sessionIdOf(refreshTokenOf(randomUUID(), `${secret()}x`))).toBeNull();
  });
});

describe('an API key', () => {
  it('shows six characters of its secret and no more', () => {
    const given = secret();
    expect(apiKeyPrefix(apiKeyOf(given))).toBe(`wk_${given.slice(0, 6)}`);
  });
});

describe('the hash of a token', () => {
  it('is SHA-256', () => {
    expect(Buffer.from(sha256('abc')).toString('hex')).toBe(
      'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
    );
  });
});
