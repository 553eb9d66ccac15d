import {
  newId,
  openRedisKeyValueStore,
  silentLogger,
  type KeyValueStore,
} from '@waris/service-kit';
import { openTestKeyValueStore, testStores } from '@waris/testkit';
import { createPerson, openHarness, password, signIn, type Harness } from './harness.ts';

const at = (seconds: number) => new Date(Date.UTC(2026, 0, 1) + seconds * 1_000);

/** As two processes have them: two lines to one Redis, or the one memory of one process. */
async function openTwo(): Promise<readonly [KeyValueStore, KeyValueStore]> {
  const first = await openTestKeyValueStore();
  return [first, testStores().real ? await openTestKeyValueStore() : first];
}

describe('what processes count together', () => {
  let one: KeyValueStore;
  let other: KeyValueStore;
  beforeAll(async () => {
    [one, other] = await openTwo();
  });
  afterAll(async () => {
    await one.stop();
    await other.stop();
  });
  const limit = (attempts: number) => ({ key: newId(), attempts });

  it('is a number of attempts a minute, then how long to wait', async () => {
    const account = [limit(3)];
    expect(await one.takeAttempt(account, at(0))).toBeNull();
    expect(await other.takeAttempt(account, at(1))).toBeNull();
    expect(await one.takeAttempt(account, at(2))).toBeNull();
    expect(await other.takeAttempt(account, at(20))).toBe(40);
    expect(await one.takeAttempt(account, at(59.5))).toBe(1);
    expect(await other.takeAttempt(account, at(60))).toBeNull();
  });

  it('is exact however many come at once', async () => {
    const account = [limit(10)];
    const answers = await Promise.all(
      Array.from({ length: 200 }, (_, n) => (n % 2 ? one : other).takeAttempt(account, at(0))),
    );
    expect(answers.filter((answer) => answer === null)).toHaveLength(10);
    expect(new Set(answers)).toEqual(new Set([null, 60]));
  });

  it('is all keys of an attempt or none', async () => {
    const [account, address] = [limit(2), limit(1)];
    expect(await one.takeAttempt([account, address], at(0))).toBeNull();
    for (const store of [one, other, one]) {
      expect(await store.takeAttempt([account, address], at(1))).toBe(59);
    }
    expect(await other.takeAttempt([account], at(2))).toBeNull();
    expect(await one.takeAttempt([account], at(2))).toBe(58);
  });

  it('does not hold what was given back', async () => {
    const account = [limit(2)];
    expect(await one.takeAttempt(account, at(0))).toBeNull();
    for (let tries = 0; tries < 5; tries += 1) {
      expect(await other.takeAttempt(account, at(1))).toBeNull();
      await other.giveBackAttempt(account);
    }
    await one.giveBackAttempt([limit(2)]);
    expect(await one.takeAttempt(account, at(2))).toBeNull();
    expect(await one.takeAttempt(account, at(2))).not.toBeNull();
  });

  it('is claimed by one of all that ask, until its lifetime is over', async () => {
    const key = `nonce:${newId()}`;
    const claims = await Promise.all([one, other, one, other].map((store) => store.claim(key, 1)));
    expect(claims.filter(Boolean)).toHaveLength(1);
    expect(await other.claim(`nonce:${newId()}`, 1)).toBe(true);
    await new Promise((resolve) => setTimeout(resolve, 1_100));
    expect(await other.claim(key, 1)).toBe(true);
  });

  it('is counted by each process alone while Redis is away', async () => {
    // Nobody listens on the discard port.
    const away = await openRedisKeyValueStore({ url: 'redis://127.0.0.1:9' }, silentLogger);
    const account = [limit(1)];
    expect(await away.takeAttempt(account, at(0))).toBeNull();
    expect(await away.takeAttempt(account, at(1))).toBe(59);
    await away.giveBackAttempt(account);
    expect(await away.takeAttempt(account, at(1))).toBeNull();
    expect(await away.claim('nonce:away', 1)).toBe(true);
    await away.stop();
  });
});

describe('wrong passwords', () => {
  const harnesses: Harness[] = [];
  let stores: readonly KeyValueStore[];
  beforeAll(async () => {
    stores = await openTwo();
    for (const keyValueStore of stores) harnesses.push(await openHarness({ keyValueStore }));
  });
  afterAll(async () => {
    for (const harness of harnesses) await harness.stop();
    for (const store of stores) await store.stop();
  });

  it('are ten a minute, whichever process is asked', async () => {
    const [first, second] = harnesses;
    if (first === undefined || second === undefined) throw new Error('There are two.');
    const { email } = await createPerson(first);
    const now = new Date();
    for (let tries = 0; tries < 10; tries += 1) {
      const harness = tries % 2 === 0 ? first : second;
      const { userErrors } = await signIn(harness, email, 'wrong one', { now });
      expect(userErrors[0].__typename).toBe('InvalidCredentialsError');
    }
    for (const harness of harnesses) {
      const { userErrors } = await signIn(harness, email, password, { now });
      expect(userErrors[0]).toMatchObject({
        __typename: 'TooManyAttemptsError',
        retryAfterSeconds: 60,
      });
    }
  }, 30_000);
});
