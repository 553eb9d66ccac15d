import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { SignJWT, UnsecuredJWT, type JWTHeaderParameters, type JWTPayload } from 'jose';
import { issueAccessToken, verifyAccessToken } from './access-token.ts';

const secret = 'a secret of at least 32 characters';
const now = new Date('2026-03-01T08:00:00Z');
const seconds = Math.floor(now.getTime() / 1000);
const subject = { userId: randomUUID(), sessionId: randomUUID() };
const after = (count: number) => new Date(now.getTime() + count * 1000);

const good: JWTPayload = {
  sub: subject.userId,
  sid: subject.sessionId,
  typ: 'access',
  iss: 'waris',
  aud: 'waris-gateway',
  iat: seconds,
  exp: seconds + 900,
};

/** A token signed rightly, with the claims and header that a test asks for. */
const forge = (
  claims: JWTPayload,
  header: JWTHeaderParameters = { alg: 'HS256' },
  key: string = secret,
) => new SignJWT(claims).setProtectedHeader(header).sign(Buffer.from(key));

const expectRefused = async (token: string | Promise<string>) => {
  await expect(verifyAccessToken(secret, await token, now)).rejects.toMatchObject({
    code: 'UNAUTHENTICATED',
  });
};

describe('an access token', () => {
  it('speaks for its user and session for a quarter of an hour', async () => {
    const { accessToken, expiresAt } = await issueAccessToken(secret, subject, now);
    expect(expiresAt).toEqual(after(900));
    expect(await verifyAccessToken(secret, accessToken, now)).toEqual(subject);
    expect(await verifyAccessToken(secret, accessToken, after(899))).toEqual(subject);
    await expect(verifyAccessToken(secret, accessToken, after(961))).rejects.toThrow();
  });

  it('is accepted with exactly the claims that it is issued with', async () => {
    expect(await verifyAccessToken(secret, await forge(good), now)).toEqual(subject);
  });

  it.each<[string, JWTPayload]>([
    ['is expired', { exp: seconds - 120 }],
    ['is not good yet', { nbf: seconds + 120 }],
    ['was issued in the future', { iat: seconds + 120, exp: seconds + 900 }],
    ['is good for ten years', { exp: seconds + 10 * 365 * 86_400 }],
    ['was issued over an hour ago', { iat: seconds - 4_000, exp: seconds + 60 }],
    ['comes from another issuer', { iss: 'elsewhere' }],
    ['is meant for another audience', { aud: 'another-gateway' }],
    ['is a refresh token', { typ: 'refresh' }],
    ['names no user', { sub: 'admin' }],
  ])('is refused when it %s', async (_why, change) => {
    await expectRefused(forge({ ...good, ...change }));
  });

  it.each(['sub', 'sid', 'typ', 'iss', 'aud', 'iat', 'exp'])(
    'is refused without %s',
    async (claim) => {
      await expectRefused(forge({ ...good, [claim]: undefined }));
    },
  );

  it('is refused when another secret signed it', async () => {
    await expectRefused(forge(good, { alg: 'HS256' }, 'another secret of over 32 characters'));
  });

  it('is refused unsigned, or signed in another way', async () => {
    await expectRefused(new UnsecuredJWT(good).encode());
    await expectRefused(forge(good, { alg: 'HS512' }, secret.padEnd(64, 'x')));
    const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    await expectRefused(new SignJWT(good).setProtectedHeader({ alg: 'RS256' }).sign(privateKey));
    const pem = publicKey.export({ type: 'spki', format: 'pem' }).toString();
    await expectRefused(forge(good, { alg: 'HS256' }, pem));
  });

  it.each([
    { alg: 'HS256', jku: 'https://attacker.example/keys' },
    { alg: 'HS256', x5u: 'https://attacker.example/certificate' },
    { alg: 'HS256', kid: '../../dev/null' },
    { alg: 'HS256', jwk: { kty: 'oct', k: Buffer.from('attacker').toString('base64url') } },
  ])('never takes its key from its own header: %j', async (header) => {
    await expectRefused(forge(good, header, 'the secret of the attacker, quite long'));
  });

  it.each(['', 'x', 'a.b.c', '..', 'null', '[object Object]'])('is not %p', async (text) => {
    await expectRefused(text);
  });
});
