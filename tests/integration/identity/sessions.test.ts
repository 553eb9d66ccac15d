import { keys, parseSessionRecord } from '@waris/service-kit';
import {
  createPerson,
  openHarness,
  password,
  refresh,
  service,
  signedIn,
  signIn,
  viewerOf,
  type Harness,
} from './harness.ts';

describe('a session', () => {
  let harness: Harness;
  beforeAll(async () => {
    harness = await openHarness();
  });
  afterAll(() => harness.stop());

  it('is written to the session store at sign-in, as the gateway reads it', async () => {
    const person = await createPerson(harness, ['analyst']);
    const { session } = await signIn(harness, person.email);
    const record = parseSessionRecord(await harness.keyValueStore.get(keys.session(person.id)));
    expect(record?.claims).toMatchObject({ kind: 'user', id: person.id, roles: ['analyst'] });
    expect(Object.values(record?.sessions ?? {})).toEqual([session.refreshTokenExpiresAt]);
  });

  it('is found in PostgreSQL when the session store has lost it, and written back', async () => {
    const person = await createPerson(harness, ['operator']);
    const { session } = await signIn(harness, person.email);
    await harness.keyValueStore.delete(keys.session(person.id));
    expect(await viewerOf(harness, session.accessToken)).toMatchObject({ roles: ['operator'] });
    const record = parseSessionRecord(await harness.keyValueStore.get(keys.session(person.id)));
    expect(record?.claims.id).toBe(person.id);
  });

  it('is told to services only', async () => {
    const person = await createPerson(harness, ['admin']);
    const claims = await signedIn(harness, person);
    const query = `query ($id: ID!) { sessionViewer(userId: $id, sessionId: $id) { id } }`;
    const answer = await harness.ask(claims, query, { variables: { id: person.id } });
    expect(answer).toEqual({ data: { sessionViewer: null }, codes: ['FORBIDDEN'] });
  });

  it('goes on with a new pair of tokens, and ends for all when an old one comes back', async () => {
    const person = await createPerson(harness);
    const other = await signIn(harness, person.email);
    const { session } = await signIn(harness, person.email);
    const second = (await refresh(harness, session.refreshToken)).data.refreshSession.session;
    expect(await viewerOf(harness, second.accessToken)).not.toBeNull();

    expect((await refresh(harness, session.refreshToken)).codes).toEqual(['UNAUTHENTICATED']);
    expect((await refresh(harness, second.refreshToken)).codes).toEqual(['UNAUTHENTICATED']);
    expect(await viewerOf(harness, second.accessToken)).toBeNull();
    expect(await viewerOf(harness, other.session.accessToken)).not.toBeNull();
  });

  it('lets one of two refreshes at the same time win', async () => {
    const person = await createPerson(harness);
    const { session } = await signIn(harness, person.email);
    const answers = await Promise.all([
      refresh(harness, session.refreshToken),
      refresh(harness, session.refreshToken),
    ]);
    expect(answers.filter(({ codes }) => codes.length === 0)).toHaveLength(1);
  });

  it('ends a day after the sign-in, however often it was refreshed', async () => {
    const person = await createPerson(harness);
    const { session } = await signIn(harness, person.email);
    const later = (hours: number) => ({ now: new Date(Date.now() + hours * 3_600_000) });
    const next = (await refresh(harness, session.refreshToken, later(23.5))).data.refreshSession;
    const { codes } = await refresh(harness, next.session.refreshToken, later(24.5));
    expect(codes).toEqual(['UNAUTHENTICATED']);
  });

  it('cannot be refreshed with anything but its refresh token', async () => {
    const person = await createPerson(harness);
    const { session } = await signIn(harness, person.email);
    for (const wrong of [session.accessToken, '', 'x'.repeat(100_000)]) {
      const { data } = await refresh(harness, wrong);
      expect(data.refreshSession.userErrors).toEqual([{ __typename: 'InvalidInputError' }]);
    }
  });

  it('ends at sign-out, and the other sign-ins with it only when asked', async () => {
    const person = await createPerson(harness);
    const [first, second, third] = [
      (await signIn(harness, person.email)).session,
      (await signIn(harness, person.email)).session,
      (await signIn(harness, person.email)).session,
    ];
    await signOut(harness, first.accessToken, false);
    expect(await viewerOf(harness, first.accessToken)).toBeNull();
    expect((await refresh(harness, first.refreshToken)).codes).toEqual(['UNAUTHENTICATED']);
    expect(await viewerOf(harness, third.accessToken)).not.toBeNull();
    await signOut(harness, second.accessToken, true);
    expect(await viewerOf(harness, third.accessToken)).toBeNull();
  });

  it('outlives a change of the own password, the other sign-ins do not', async () => {
    const person = await createPerson(harness);
    const other = (await signIn(harness, person.email)).session;
    const mine = (await signIn(harness, person.email)).session;
    const wrong = await changePassword(harness, mine.accessToken, 'not the password');
    expect(wrong).toEqual([{ __typename: 'InvalidCredentialsError', path: ['currentPassword'] }]);
    expect(await changePassword(harness, mine.accessToken, password)).toEqual([]);

    expect(await viewerOf(harness, mine.accessToken)).not.toBeNull();
    expect(await viewerOf(harness, other.accessToken)).toBeNull();
    expect((await signIn(harness, person.email)).session).toBeNull();
    expect((await signIn(harness, person.email, 'a new password')).session).not.toBeNull();
  });

  it('has the new roles as soon as they are assigned', async () => {
    const person = await createPerson(harness, ['manager']);
    const { session } = await signIn(harness, person.email);
    const assign = `mutation ($userId: ID!) {
      assignRoles(input: { userId: $userId, roles: ["viewer"] }) { user { roles { code } } }
    }`;
    await harness.ask(service, assign, { variables: { userId: person.id } });
    expect(await harness.keyValueStore.get(keys.session(person.id))).toBeNull();
    expect(await viewerOf(harness, session.accessToken)).toMatchObject({ roles: ['viewer'] });
  });

  it('ends when the account is deactivated', async () => {
    const person = await createPerson(harness);
    const { session } = await signIn(harness, person.email);
    const deactivate = `mutation ($userId: ID!) {
      deactivateUser(input: { userId: $userId }) { user { active } }
    }`;
    await harness.ask(service, deactivate, { variables: { userId: person.id } });
    expect(await viewerOf(harness, session.accessToken)).toBeNull();
    expect((await refresh(harness, session.refreshToken)).codes).toEqual(['UNAUTHENTICATED']);
  });

  it('shows its person to itself, and nobody to an anonymous caller or a service', async () => {
    const person = await createPerson(harness, ['viewer']);
    const claims = await signedIn(harness, person);
    const query = '{ viewer { id roles { code } areas { everywhere } permissions { code } } }';
    const { data } = await harness.ask(claims, query);
    expect(data.viewer).toMatchObject({ id: person.id, areas: { everywhere: true } });
    expect(data.viewer.permissions).toHaveLength(4);
    expect((await harness.ask(service, query)).data).toEqual({ viewer: null });
  });
});

async function signOut(harness: Harness, accessToken: string, everywhere: boolean) {
  const claims = await viewerOf(harness, accessToken);
  if (claims === null) throw new Error('Not signed in.');
  const mutation = `mutation ($everywhere: Boolean!) {
    signOut(input: { everywhere: $everywhere }) { userErrors { __typename } }
  }`;
  await harness.ask(claims, mutation, { variables: { everywhere } });
}

async function changePassword(harness: Harness, accessToken: string, currentPassword: string) {
  const claims = await viewerOf(harness, accessToken);
  if (claims === null) throw new Error('Not signed in.');
  const mutation = `mutation ($currentPassword: String!) {
    changePassword(input: { currentPassword: $currentPassword, newPassword: "a new password" }) {
      userErrors { __typename ... on UserError { path } }
    }
  }`;
  const { data } = await harness.ask(claims, mutation, { variables: { currentPassword } });
  return data.changePassword.userErrors;
}
