import { newId } from '@waris/service-kit';
import {
  anonymous,
  createPerson,
  openHarness,
  password,
  service,
  signIn,
  type Harness,
  type Json,
} from './harness.ts';

// Hashing is meant to cost; on a busy machine a thousand attempts take a while.
const slow = 60_000;

describe('signing in', () => {
  let harness: Harness;
  beforeAll(async () => {
    harness = await openHarness();
  });
  afterAll(() => harness.stop());

  it('gives tokens for the right password, whatever the case of the address', async () => {
    const person = await createPerson(harness);
    const payload = await signIn(harness, ` ${person.email.toUpperCase()} `);
    expect(payload.user).toEqual({ id: person.id });
    expect(payload.userErrors).toEqual([]);
    const life = Date.parse(payload.session.accessTokenExpiresAt) - Date.now();
    expect(life).toBeGreaterThan(14 * 60_000);
    expect(life).toBeLessThanOrEqual(15 * 60_000);
  });

  it(
    'answers an unknown user, a wrong password and a closed account alike',
    async () => {
      const person = await createPerson(harness);
      const closed = await createPerson(harness);
      await deactivate(harness, closed.id);
      const wrong = await signIn(harness, person.email, 'wrong horse battery');
      expect(wrong).toEqual(await signIn(harness, `${newId()}@example.com`));
      expect(wrong).toEqual(await signIn(harness, closed.email));
      expect(wrong).toEqual(await signIn(harness, 'no address'));
      expect(wrong.userErrors[0].__typename).toBe('InvalidCredentialsError');
      expect(wrong.session).toBeNull();
    },
    slow,
  );

  it(
    'takes as long for an unknown user as for a wrong password',
    async () => {
      const known: number[] = [];
      const unknown: number[] = [];
      const person = await createPerson(harness);
      // Each attempt comes a minute later, so that none is refused unseen; taken in turns, so
      // that whatever else this machine does burdens both.
      for (let minute = 0; minute < 60; minute += 1) {
        const now = new Date(Date.now() + minute * 61_000);
        known.push(await duration(() => signIn(harness, person.email, 'wrong one', { now })));
        unknown.push(
          await duration(() => signIn(harness, `${newId()}@example.com`, 'wrong one', { now })),
        );
      }
      // Without the decoy hash an unknown user is answered in a fifth of the time.
      const ratio = median(unknown) / median(known);
      expect(ratio).toBeGreaterThan(0.75);
      expect(ratio).toBeLessThan(1.33);
    },
    slow,
  );

  it('refuses a password above 256 bytes before it hashes it', async () => {
    const person = await createPerson(harness);
    const started = performance.now();
    const payload = await signIn(harness, person.email, 'x'.repeat(1_000_000));
    expect(payload.userErrors).toEqual([
      expect.objectContaining({ __typename: 'InvalidInputError', path: ['password'] }),
    ]);
    expect(performance.now() - started).toBeLessThan(1_000);
  });

  it.each([
    ['a NUL', 'before\0after'],
    ['64 Thai characters', 'รหัสผ่านลับ'.repeat(6).slice(0, 64)],
    ['a leading space', '  leading space'],
    ['exactly 256 bytes', 'y'.repeat(256)],
  ])(
    'takes a password with %s exactly as it is',
    async (_what, secret) => {
      const email = await createWithPassword(harness, secret);
      expect((await signIn(harness, email, secret)).userErrors).toEqual([]);
      for (const almost of [secret.trim(), secret.split('\0')[0] ?? '', secret.slice(0, -1)]) {
        if (almost === secret) continue;
        expect((await signIn(harness, email, almost)).session).toBeNull();
      }
    },
    slow,
  );

  it(
    'looks at ten wrong passwords a minute and no more, even a thousand at once',
    async () => {
      const person = await createPerson(harness);
      const now = new Date();
      const payloads = await Promise.all(
        Array.from({ length: 1_000 }, () => signIn(harness, person.email, 'wrong one', { now })),
      );
      const kinds = payloads.map((payload) => payload.userErrors[0].__typename);
      expect(kinds.filter((kind) => kind === 'InvalidCredentialsError')).toHaveLength(10);
      expect(kinds.filter((kind) => kind === 'TooManyAttemptsError')).toHaveLength(990);
      const refused = payloads.at(-1).userErrors[0];
      expect(refused.retryAfterSeconds).toBeGreaterThan(0);
      expect(refused.retryAfterSeconds).toBeLessThanOrEqual(60);

      const nextMinute = new Date(now.getTime() + 61_000);
      expect(
        (await signIn(harness, person.email, password, { now: nextMinute })).session,
      ).not.toBeNull();
    },
    slow,
  );

  it(
    'counts a hundred aliases in one operation as a hundred attempts',
    async () => {
      const person = await createPerson(harness);
      const fields = Array.from(
        { length: 100 },
        (_, index) => `try${index}: signIn(input: { email: $email, password: "guess ${index}" }) {
        userErrors { __typename }
      }`,
      );
      const query = `mutation ($email: String!) { ${fields.join(' ')} }`;
      const { data } = await harness.ask(anonymous, query, { variables: { email: person.email } });
      const kinds = Object.values<Json>(data).map((payload) => payload.userErrors[0].__typename);
      expect(kinds.filter((kind) => kind === 'InvalidCredentialsError')).toHaveLength(10);
      expect(kinds.filter((kind) => kind === 'TooManyAttemptsError')).toHaveLength(90);
    },
    slow,
  );

  it(
    'lets the owner in from elsewhere while somebody guesses',
    async () => {
      const person = await createPerson(harness);
      const attack = { clientAddress: newId() };
      for (let attempt = 0; attempt < 12; attempt += 1) {
        await signIn(harness, person.email, 'wrong one', attack);
      }
      const sameAddress = await signIn(harness, person.email, password, attack);
      expect(sameAddress.userErrors[0].__typename).toBe('TooManyAttemptsError');
      const owner = await signIn(harness, person.email, password, {
        clientAddress: newId(),
      });
      expect(owner.session).not.toBeNull();
    },
    slow,
  );

  it(
    'stops one address that tries one password on a thousand accounts',
    async () => {
      const now = new Date();
      const asked = { clientAddress: newId(), now };
      const payloads = await Promise.all(
        Array.from({ length: 1_000 }, () =>
          signIn(harness, `${newId()}@example.com`, 'Winter2026', asked),
        ),
      );
      const refused = payloads.filter(
        (payload) => payload.userErrors[0].__typename === 'TooManyAttemptsError',
      );
      expect(refused).toHaveLength(900);
    },
    slow,
  );
});

async function duration(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

async function createWithPassword(harness: Harness, secret: string): Promise<string> {
  const email = `${newId()}@example.com`;
  const input = { email, displayName: 'Exact', password: secret, roles: ['viewer'] };
  await harness.ask(
    service,
    `mutation ($input: CreateUserInput!) { createUser(input: $input) { user { id } } }`,
    {
      variables: { input },
    },
  );
  return email;
}

async function deactivate(harness: Harness, userId: string): Promise<void> {
  await harness.ask(
    service,
    `mutation ($userId: ID!) { deactivateUser(input: { userId: $userId }) { user { active } } }`,
    { variables: { userId } },
  );
}
