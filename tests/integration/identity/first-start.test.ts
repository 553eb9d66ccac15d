import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { migrate } from '@waris/database';
import { startEmbeddedEngines } from '@waris/embedded';
import { builtInRoles } from '@waris/identity';
import { createFreshDatabase, testStores } from '@waris/testkit';
import { openHarness, service, signIn, type Harness } from './harness.ts';

/** A migrated database without a single row, on the same engine as the other tests use. */
async function openEmptyDatabase(): Promise<{ url: string; stop: () => Promise<void> }> {
  const stores = testStores();
  if (stores.real) {
    const { url, drop } = await createFreshDatabase(stores.postgresUrl);
    await migrate(url);
    return { url, stop: drop };
  }
  const folder = await mkdtemp(join(tmpdir(), 'waris-first-start-'));
  const engines = await startEmbeddedEngines({ dataDir: join(folder, '.waris') });
  await migrate(engines.postgresUrl);
  const stop = async () => {
    await engines.stop();
    await rm(folder, { recursive: true, force: true });
  };
  return { url: engines.postgresUrl, stop };
}

describe('the first start', () => {
  let harness: Harness;
  let database: { url: string; stop: () => Promise<void> };
  beforeAll(async () => {
    database = await openEmptyDatabase();
    harness = await openHarness({ postgresUrl: database.url });
  }, 120_000);
  afterAll(async () => {
    await harness.stop();
    await database.stop();
  }, 30_000);

  it('seeds the five roles, and a second start changes nothing', async () => {
    const query = '{ roles { id code permissions { code } } }';
    const { roles } = (await harness.ask(service, query)).data;
    const codes = roles.map((role: { code: string }) => role.code);
    expect(codes).toEqual(['admin', 'analyst', 'manager', 'operator', 'viewer']);
    for (const role of roles) {
      const wanted = builtInRoles.find(({ code }) => code === role.code)?.permissions ?? [];
      const held = role.permissions.map(({ code }: { code: string }) => code);
      expect(held.toSorted()).toEqual(wanted.toSorted());
    }
    const second = await openHarness({ postgresUrl: database.url });
    expect((await second.ask(service, query)).data).toEqual({ roles });
    await second.stop();
  });

  it('refuses a first admin who could not sign in, and names the setting', async () => {
    const { identity } = harness;
    await expect(identity.ensureFirstAdmin({ email: 'nobody' })).rejects.toThrow(
      'WARIS_ADMIN_EMAIL',
    );
    const email = 'admin@example.com';
    await expect(identity.ensureFirstAdmin({ email, password: 'short' })).rejects.toThrow(
      'WARIS_ADMIN_PASSWORD',
    );
  });

  it('makes one admin of many attempts at once, with a password told once', async () => {
    const attempts = await Promise.all(
      Array.from({ length: 5 }, (_, index) =>
        harness.identity.ensureFirstAdmin({ email: `admin${index}@example.com` }),
      ),
    );
    const made = attempts.filter((attempt) => attempt.created);
    expect(made).toHaveLength(1);
    expect(await harness.identity.ensureFirstAdmin({ email: 'late@example.com' })).toEqual({
      created: false,
    });
    const { email, generatedPassword } = made[0] ?? { email: '', generatedPassword: null };
    const { session, user } = await signIn(harness, email, generatedPassword ?? '');
    expect(session).not.toBeNull();

    const stepDown = `mutation ($id: ID!) {
      assignRoles(input: { userId: $id, roles: ["viewer"] }) { userErrors { __typename } }
      deactivateUser(input: { userId: $id }) { userErrors { __typename } }
    }`;
    const { data } = await harness.ask(service, stepDown, { variables: { id: user.id } });
    const lastAdmin = { userErrors: [{ __typename: 'LastAdminError' }] };
    expect(data).toEqual({ assignRoles: lastAdmin, deactivateUser: lastAdmin });
  });
});
