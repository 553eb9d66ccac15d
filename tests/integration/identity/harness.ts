import { openIdentity, type Identity } from '@waris/identity';
import {
  anonymousClaims,
  claimsOfSession,
  createSubgraphExecutor,
  keys,
  newId,
  parseSessionRecord,
  parseSessionViewer,
  serviceClaims,
  sessionViewerQuery,
  silentLogger,
  verifyAccessToken,
  type KeyValueStore,
  type ViewerClaims,
} from '@waris/service-kit';
import { openTestKeyValueStore, testRequest, testStores } from '@waris/testkit';

const tokenSecret = 'a secret that only these tests use';
export const password = 'correct horse battery';

/** As `JSON.parse` types it: what a test reads of an answer it did not get fails the test. */
export type Json = ReturnType<typeof JSON.parse>;

export type Answer = {
  readonly data: Json;
  readonly codes: readonly unknown[];
};

export type Asked = {
  readonly variables?: Record<string, unknown>;
  readonly now?: Date;
  readonly clientAddress?: string;
};

export type Harness = {
  readonly identity: Identity;
  readonly keyValueStore: KeyValueStore;
  ask(claims: ViewerClaims, query: string, asked?: Asked): Promise<Answer>;
  stop(): Promise<void>;
};

/** Identity on the test stores, asked as the gateway asks it; by default nothing is relayed. */
export async function openHarness(
  options: {
    postgresUrl?: string;
    mongoUrl?: string;
    relayIntervalMs?: number;
    outboxDays?: number;
    /** Of another harness, as two processes share it; that one stops it. */
    keyValueStore?: KeyValueStore;
  } = {},
): Promise<Harness> {
  const keyValueStore = options.keyValueStore ?? (await openTestKeyValueStore());
  const settings = { relayIntervalMs: 0, outboxDays: 7, ...testStores(), ...options };
  const { postgresUrl, mongoUrl, relayIntervalMs, outboxDays } = settings;
  const identity = await openIdentity(
    { postgresUrl, mongoUrl, tokenSecret, relayIntervalMs, outboxDays },
    { keyValueStore, log: silentLogger },
  );
  const executor = createSubgraphExecutor(identity);
  return {
    identity,
    keyValueStore,
    ask: async (claims, query, { variables = {}, now, clientAddress } = {}) => {
      const request = testRequest(claims, () => now ?? new Date());
      const result = await executor.execute({ query, variables }, { ...request, clientAddress });
      // Through JSON, as a client gets it.
      const data: unknown = JSON.parse(JSON.stringify(result.data ?? null));
      return { data, codes: (result.errors ?? []).map((error) => error.extensions['code']) };
    },
    stop: async () => {
      await identity.stop();
      if (options.keyValueStore === undefined) await keyValueStore.stop();
    },
  };
}

export const anonymous = anonymousClaims;
/** May do everything everywhere, and is no person. */
export const service = serviceClaims('gateway');

export type Areas = { regionIds?: string[]; branchIds?: string[]; dmaIds?: string[] };
export type Person = { readonly id: string; readonly email: string };

const createUserMutation = `mutation ($input: CreateUserInput!) {
  createUser(input: $input) { user { id email } userErrors { __typename ... on UserError { path } } }
}`;

/** An account of the test's own with the password above. */
export async function createPerson(
  harness: Harness,
  roles: readonly string[] = ['viewer'],
  areas: Areas | null = null,
): Promise<Person> {
  const email = `${newId()}@example.com`;
  const input = { email, displayName: 'Test person', password, roles, areas };
  const { data } = await harness.ask(service, createUserMutation, { variables: { input } });
  return data.createUser.user;
}

const signInMutation = `mutation ($email: String!, $password: String!) {
  signIn(input: { email: $email, password: $password }) {
    session { accessToken accessTokenExpiresAt refreshToken refreshTokenExpiresAt }
    user { id }
    userErrors {
      __typename
      ... on UserError { message path }
      ... on TooManyAttemptsError { retryAfterSeconds }
    }
  }
}`;

export async function signIn(
  harness: Harness,
  email: string,
  given: string = password,
  asked: Asked = {},
): Promise<Json> {
  const variables = { email, password: given };
  const { data } = await harness.ask(anonymous, signInMutation, { ...asked, variables });
  return data.signIn;
}

const refreshMutation = `mutation ($refreshToken: String!) {
  refreshSession(input: { refreshToken: $refreshToken }) {
    session { accessToken refreshToken }
    userErrors { __typename }
  }
}`;

export const refresh = (harness: Harness, refreshToken: string, asked: Asked = {}) =>
  harness.ask(anonymous, refreshMutation, { ...asked, variables: { refreshToken } });

/**
 * What the gateway makes of an access token: the session record's viewer, on a miss identity's,
 * or null when it is good no more.
 */
export async function viewerOf(
  harness: Harness,
  accessToken: string,
  now: Date = new Date(),
): Promise<ViewerClaims | null> {
  const subject = await verifyAccessToken(tokenSecret, accessToken, now);
  const stored = await harness.keyValueStore.get(keys.session(subject.userId));
  const record = parseSessionRecord(stored);
  const known = record === null ? null : claimsOfSession(record, subject.sessionId, now);
  if (known !== null) return known;
  const { data } = await harness.ask(service, sessionViewerQuery, { variables: subject, now });
  return parseSessionViewer(data);
}

/** A person, signed in: the claims that their requests carry. */
export async function signedIn(harness: Harness, person: Person): Promise<ViewerClaims> {
  const { session } = await signIn(harness, person.email);
  const claims = await viewerOf(harness, session.accessToken);
  if (claims === null) throw new Error('The sign-in just made is not good.');
  return claims;
}
