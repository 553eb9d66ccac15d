import { createHash } from 'node:crypto';
import { createAuthenticator, createInProcessDataSource } from '@waris/gateway';
import {
  apiKeyViewerQuery,
  parseSessionViewer,
  silentLogger,
  type ViewerClaims,
} from '@waris/service-kit';
import { createTenant, testStores, type TestTenant } from '@waris/testkit';
import {
  createPerson,
  openHarness,
  service,
  signedIn,
  type Areas,
  type Asked,
  type Harness,
  type Person,
} from './harness.ts';

const create = `mutation ($input: CreateApiKeyInput!) {
  createApiKey(input: $input) {
    apiKey { id prefix } secret userErrors { __typename ... on UserError { path } }
  }
}`;
const revoke = `mutation ($apiKeyId: ID!) {
  revokeApiKey(input: { apiKeyId: $apiKeyId }) {
    apiKey { id revokedAt } userErrors { __typename }
  }
}`;
const list = '{ apiKeys(first: 200) { nodes { id createdBy { id } lastUsedAt } } }';

describe('an API key', () => {
  let harness: Harness;
  let north: TestTenant;
  let south: TestTenant;
  let person: Person;
  let northAdmin: ViewerClaims;
  beforeAll(async () => {
    harness = await openHarness();
    const { postgresUrl } = testStores();
    north = await createTenant(postgresUrl);
    south = await createTenant(postgresUrl);
    person = await createPerson(harness, ['admin'], { regionIds: [north.regionId] });
    northAdmin = await signedIn(harness, person);
  });
  afterAll(() => harness.stop());

  const createKey = async (
    claims: ViewerClaims,
    change: {
      permissions?: string[];
      areas?: Areas | null;
      expiresAt?: string;
      name?: string;
    } = {},
  ) => {
    const areas = { branchIds: [north.branchId] };
    const input = { name: 'Partner', permissions: ['telemetry:write'], areas, ...change };
    return (await harness.ask(claims, create, { variables: { input } })).data.createApiKey;
  };
  const viewerOfKey = async (secret: string, asked: Asked = {}) => {
    const keyHash = createHash('sha256').update(secret).digest('hex');
    const variables = { keyHash };
    const { data } = await harness.ask(service, apiKeyViewerQuery, { ...asked, variables });
    return parseSessionViewer(data);
  };

  it('is told once, and speaks for itself with its own permissions and areas', async () => {
    const { apiKey, secret } = await createKey(northAdmin);
    expect(secret).toMatch(/^wk_[A-Za-z0-9_-]{43}$/);
    expect(secret.startsWith(apiKey.prefix)).toBe(true);
    const claims = await viewerOfKey(secret);
    expect(claims).toEqual({
      kind: 'apiKey',
      id: apiKey.id,
      sessionId: null,
      roles: [],
      permissions: ['telemetry:write'],
      scope: { regionIds: [], branchIds: [north.branchId], dmaIds: [] },
    });
    const { nodes } = (await harness.ask(northAdmin, list)).data.apiKeys;
    const listed = nodes.find((node: { id: string }) => node.id === apiKey.id);
    expect(listed).toMatchObject({ createdBy: { id: person.id } });
    expect(listed.lastUsedAt).not.toBeNull();
    expect(JSON.stringify(nodes)).not.toContain(secret);
  });

  it('is kept as a hash, and is unknown when a character differs', async () => {
    const { secret } = await createKey(northAdmin);
    expect(await viewerOfKey(`${secret}x`)).toBeNull();
    expect(await viewerOfKey('')).toBeNull();
  });

  it('allows no more than its creator may do', async () => {
    for (const areas of [null, { regionIds: [south.regionId] }, { dmaIds: [south.branchId] }]) {
      const { userErrors } = await createKey(northAdmin, { areas });
      expect(userErrors).toEqual([{ __typename: 'ExceedsOwnAccessError', path: ['permissions'] }]);
    }
  });

  it.each([
    ['permissions', { permissions: [] }],
    ['permissions', { permissions: ['everything:write'] }],
    ['expiresAt', { expiresAt: '2020-01-01T00:00:00Z' }],
    ['name', { name: '' }],
    ['areas', { areas: {} }],
  ])('is refused for bad %s', async (path, change) => {
    expect((await createKey(northAdmin, change)).userErrors).toEqual([
      { __typename: 'InvalidInputError', path: [path] },
    ]);
  });

  it('is good until it expires and until it is revoked', async () => {
    const expiresAt = new Date(Date.now() + 3_600_000).toISOString();
    const expiring = await createKey(northAdmin, { expiresAt });
    expect(await viewerOfKey(expiring.secret)).not.toBeNull();
    expect(await viewerOfKey(expiring.secret, { now: new Date(expiresAt) })).toBeNull();

    const { apiKey, secret } = await createKey(northAdmin);
    const variables = { apiKeyId: apiKey.id };
    const first = (await harness.ask(northAdmin, revoke, { variables })).data.revokeApiKey;
    const again = (await harness.ask(northAdmin, revoke, { variables })).data.revokeApiKey;
    expect(again).toEqual(first);
    expect(await viewerOfKey(secret)).toBeNull();
  });

  it('is refused by a gateway that has just let it in, from the moment it is revoked', async () => {
    const { apiKey, secret } = await createKey(northAdmin);
    const source = createInProcessDataSource(harness.identity, silentLogger);
    const authenticate = createAuthenticator({
      tokenSecret: 'of no token here',
      sessions: harness.keyValueStore,
      gateway: { dataSourceOf: () => source },
      now: () => new Date(),
    });
    const enter = () => authenticate(`Bearer ${secret}`);
    expect((await enter()).id).toBe(apiKey.id);
    await harness.ask(northAdmin, revoke, { variables: { apiKeyId: apiKey.id } });
    await expect(enter()).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  });

  it('goes with the account of its creator', async () => {
    const leaver = await createPerson(harness, ['admin'], { regionIds: [north.regionId] });
    const { secret } = await createKey(await signedIn(harness, leaver));
    const variables = { userId: leaver.id };
    const deactivate = `mutation ($userId: ID!) {
      deactivateUser(input: { userId: $userId }) { userErrors { __typename } }
    }`;
    await harness.ask(service, deactivate, { variables });
    expect(await viewerOfKey(secret)).toBeNull();
  });

  it('is revoked when its creator loses what it allows, and kept when not', async () => {
    const mover = await createPerson(harness, ['admin'], { regionIds: [north.regionId] });
    const claims = await signedIn(harness, mover);
    const writes = await createKey(claims);
    const reads = await createKey(claims, { permissions: ['telemetry:read'] });
    const roles = ['viewer'];
    const input = { userId: mover.id, roles, areas: { branchIds: [north.branchId] } };
    const assign = `mutation ($input: AssignRolesInput!) {
      assignRoles(input: $input) { userErrors { __typename } }
    }`;
    await harness.ask(service, assign, { variables: { input } });
    expect(await viewerOfKey(writes.secret)).toBeNull();
    expect(await viewerOfKey(reads.secret)).not.toBeNull();
  });

  it('of somebody else does not exist for one who is limited to areas', async () => {
    const other = await createPerson(harness, ['admin'], { regionIds: [north.regionId] });
    const { apiKey } = await createKey(await signedIn(harness, other));
    const { data } = await harness.ask(northAdmin, list);
    expect(JSON.stringify(data)).not.toContain(apiKey.id);
    for (const apiKeyId of [apiKey.id, 'no id']) {
      const answer = await harness.ask(northAdmin, revoke, { variables: { apiKeyId } });
      expect(answer.data.revokeApiKey.userErrors).toEqual([{ __typename: 'NotFoundError' }]);
    }
  });

  it('is made by persons only, and only by those who may', async () => {
    const permissions = ['identity:write', 'identity:read'];
    const { secret } = await createKey(northAdmin, { permissions });
    const key = await viewerOfKey(secret);
    const operator = await signedIn(harness, await createPerson(harness, ['operator']));
    for (const claims of [key, operator, service]) {
      const input = { name: 'x', permissions: ['network:read'] };
      const variables = { input };
      const { codes } = await harness.ask(claims ?? service, create, { variables });
      expect(codes).toEqual(['FORBIDDEN']);
    }
    expect((await harness.ask(operator, list)).codes).toEqual(['FORBIDDEN']);
    expect((await harness.ask(key ?? service, '{ viewer { id } }')).data).toEqual({ viewer: null });
  });

  it('is looked up by services only', async () => {
    const variables = { keyHash: 'a'.repeat(64) };
    const { codes } = await harness.ask(northAdmin, apiKeyViewerQuery, { variables });
    expect(codes).toEqual(['FORBIDDEN']);
  });
});
