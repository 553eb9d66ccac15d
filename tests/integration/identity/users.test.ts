import { newId, type ViewerClaims } from '@waris/service-kit';
import { createTenant, testStores, type TestTenant } from '@waris/testkit';
import {
  anonymous,
  createPerson,
  openHarness,
  service,
  signedIn,
  type Areas,
  type Harness,
} from './harness.ts';

const create = `mutation ($input: CreateUserInput!) {
  createUser(input: $input) {
    user { id email areas { everywhere regions { id } branches { id } dmas { id } } }
    userErrors { __typename ... on UserError { path } }
  }
}`;
const assign = `mutation ($input: AssignRolesInput!) {
  assignRoles(input: $input) {
    user { id roles { code } } userErrors { __typename ... on UserError { path } }
  }
}`;
const deactivate = `mutation ($userId: ID!) {
  deactivateUser(input: { userId: $userId }) { user { active } userErrors { __typename } }
}`;
const reference = `query ($representations: [_Any!]!) {
  _entities(representations: $representations) { ... on User { id email } }
}`;

const newUser = (roles: readonly string[], areas: Areas | null = null) => ({
  input: {
    email: `${newId()}@example.com`,
    displayName: 'New',
    password: 'long enough',
    roles,
    areas,
  },
});

describe('users', () => {
  let harness: Harness;
  let north: TestTenant;
  let south: TestTenant;
  let northAdmin: ViewerClaims;
  beforeAll(async () => {
    harness = await openHarness();
    const { postgresUrl } = testStores();
    north = await createTenant(postgresUrl, { dmas: 2 });
    south = await createTenant(postgresUrl);
    const person = await createPerson(harness, ['admin'], { regionIds: [north.regionId] });
    northAdmin = await signedIn(harness, person);
  });
  afterAll(() => harness.stop());

  const refusal = async (claims: ViewerClaims, query: string, variables: object, field: string) => {
    const answer = await harness.ask(claims, query, { variables: { ...variables } });
    return answer.data[field].userErrors.map((error: { __typename: string }) => error.__typename);
  };

  it('are made with an address that nobody has, two at once included', async () => {
    const variables = newUser(['viewer']);
    const answers = await Promise.all([
      harness.ask(service, create, { variables }),
      harness.ask(service, create, { variables }),
    ]);
    const refusals = answers.flatMap(({ data }) => data.createUser.userErrors);
    expect(refusals).toEqual([{ __typename: 'EmailTakenError', path: ['email'] }]);
  });

  it.each([
    ['email', { email: 'nobody' }],
    ['displayName', { displayName: '  ' }],
    ['password', { password: 'short' }],
    ['password', { password: 'ก'.repeat(86) }],
    ['roles', { roles: [] }],
    ['areas', { areas: {} }],
    ['areas', { areas: { regionIds: ['1; drop table users'] } }],
  ])('are refused for a bad %s', async (path, change) => {
    const { input } = newUser(['viewer']);
    const { data } = await harness.ask(service, create, {
      variables: { input: { ...input, ...change } },
    });
    expect(data.createUser.userErrors).toEqual([{ __typename: 'InvalidInputError', path: [path] }]);
  });

  it('cannot be given a role that is not there', async () => {
    expect(await refusal(service, create, newUser(['root']), 'createUser')).toEqual([
      'NotFoundError',
    ]);
  });

  it('have no input that smuggles a role in', async () => {
    const { input } = newUser(['viewer']);
    for (const smuggled of [{ role: 'ADMIN' }, { isAdmin: true }, { regionId: north.regionId }]) {
      const variables = { input: { ...input, ...smuggled } };
      const answer = await harness.ask(service, create, { variables });
      expect(answer).toEqual({ data: null, codes: ['BAD_USER_INPUT'] });
    }
  });

  it.each(['viewer', 'operator', 'analyst', 'manager'])(
    'are not changed by a %s, not even themselves, and the attempt is on record',
    async (role) => {
      const person = await createPerson(harness, [role]);
      const claims = await signedIn(harness, person);
      const input = { userId: person.id, roles: ['admin'] };
      expect((await harness.ask(claims, assign, { variables: { input } })).codes).toEqual([
        'FORBIDDEN',
      ]);
      const variables = newUser(['viewer']);
      expect((await harness.ask(claims, create, { variables })).codes).toEqual(['FORBIDDEN']);
      expect((await harness.ask(anonymous, create, { variables })).codes).toEqual([
        'UNAUTHENTICATED',
      ]);
      const rows = await auditActions(person.id);
      expect(rows.filter((action) => action === 'identity.access.refused')).toHaveLength(2);
    },
  );

  it('get no more from a limited admin than the admin has', async () => {
    const wider: (Areas | null)[] = [
      null,
      { regionIds: [south.regionId] },
      { branchIds: [south.branchId] },
      { dmaIds: [south.dmas[0]?.id ?? ''] },
      { regionIds: [north.regionId, south.regionId] },
    ];
    for (const areas of wider) {
      expect(await refusal(northAdmin, create, newUser(['viewer'], areas), 'createUser')).toEqual([
        'ExceedsOwnAccessError',
      ]);
    }
    const narrower: Areas[] = [
      { regionIds: [north.regionId] },
      { branchIds: [north.branchId] },
      { dmaIds: north.dmas.map((dma) => dma.id) },
    ];
    for (const areas of narrower) {
      expect(await refusal(northAdmin, create, newUser(['admin'], areas), 'createUser')).toEqual(
        [],
      );
    }
  });

  it('of another area are to a limited admin as if they were not there', async () => {
    const dmaIds = south.dmas.map((dma) => dma.id);
    const strangers = [
      await createPerson(harness, ['viewer'], { regionIds: [south.regionId] }),
      await createPerson(harness, ['viewer'], { branchIds: [south.branchId] }),
      await createPerson(harness, ['viewer'], { dmaIds }),
      await createPerson(harness, ['viewer'], { dmaIds, regionIds: [north.regionId] }),
      await createPerson(harness, ['viewer']),
      { id: newId() },
      { id: 'no id' },
    ];
    for (const { id } of strangers) {
      const input = { userId: id, roles: ['viewer'], areas: { regionIds: [north.regionId] } };
      expect(await refusal(northAdmin, assign, { input }, 'assignRoles')).toEqual([
        'NotFoundError',
      ]);
      expect(await refusal(northAdmin, deactivate, { userId: id }, 'deactivateUser')).toEqual([
        'NotFoundError',
      ]);
    }
    const representations = strangers.map(({ id }) => ({ __typename: 'User', id }));
    const { data } = await harness.ask(northAdmin, reference, { variables: { representations } });
    expect(data._entities).toEqual(strangers.map(() => null));
  });

  it('of the own area are listed to a limited admin, and no others', async () => {
    const mine = [
      await createPerson(harness, ['viewer'], { branchIds: [north.branchId] }),
      await createPerson(harness, ['viewer'], { dmaIds: [north.dmas[1]?.id ?? ''] }),
    ];
    await createPerson(harness, ['viewer'], { regionIds: [south.regionId] });
    const seen: { id: string; regions: string[] }[] = [];
    let after: string | null = null;
    do {
      const query = `query ($after: String) { users(first: 2, after: $after) {
        nodes { id areas { everywhere regions { id } } } pageInfo { hasNextPage endCursor }
      } }`;
      const { data } = await harness.ask(northAdmin, query, { variables: { after } });
      seen.push(...data.users.nodes);
      after = data.users.pageInfo.hasNextPage ? data.users.pageInfo.endCursor : null;
    } while (after !== null);
    const ids = seen.map(({ id }) => id);
    expect(ids).toEqual(expect.arrayContaining(mine.map(({ id }) => id)));
    expect(ids).toContain(northAdmin.id);
    expect(new Set(ids).size).toBe(ids.length);
    const allSeen = JSON.stringify(seen);
    expect(allSeen).not.toContain(south.regionId);
    expect(allSeen).not.toContain('"everywhere":true');
  });

  it('are shown to those with identity:read only, and everybody to themself', async () => {
    const colleague = await createPerson(harness);
    const person = await createPerson(harness, ['viewer']);
    const claims = await signedIn(harness, person);
    const representations = [person, colleague].map(({ id }) => ({ __typename: 'User', id }));
    const { data } = await harness.ask(claims, reference, { variables: { representations } });
    expect(data._entities).toEqual([person, null]);
    for (const field of ['users { nodes { id } }', 'roles { code }', 'permissions { code }']) {
      expect((await harness.ask(claims, `{ ${field} }`)).codes).toEqual(['FORBIDDEN']);
    }
  });

  it.each([0, -1, 201, 1_000_000])('are not listed %p at a time', async (first) => {
    const query = 'query ($first: Int) { users(first: $first) { nodes { id } } }';
    const { codes } = await harness.ask(service, query, { variables: { first } });
    expect(codes).toEqual(['BAD_USER_INPUT']);
  });

  it('are listed as by default when asked for null at a time', async () => {
    const { data } = await harness.ask(service, '{ users(first: null) { nodes { id } } }');
    expect(data.users.nodes.length).toBeGreaterThan(0);
    expect(data.users.nodes.length).toBeLessThanOrEqual(50);
  });

  it('are searched by text as it is, without wildcards', async () => {
    const query = `query ($search: String!) {
      users(filter: { search: $search }) { nodes { id } }
    }`;
    const person = await createPerson(harness);
    const found = async (search: string) =>
      (await harness.ask(service, query, { variables: { search } })).data.users.nodes;
    expect(await found(person.email.toUpperCase())).toEqual([{ id: person.id }]);
    expect(await found(`%${person.email.slice(1)}`)).toEqual([]);
    expect(await found("'; drop table users; --")).toEqual([]);
  });
});

async function auditActions(actorId: string): Promise<readonly string[]> {
  const { default: pg } = await import('pg');
  const client = new pg.Client({ connectionString: testStores().postgresUrl });
  await client.connect();
  const { rows } = await client.query<{ action: string }>(
    `select payload ->> 'action' as action from public.outbox
     where topic = 'audit' and payload -> 'actor' ->> 'id' = $1`,
    [actorId],
  );
  await client.end();
  return rows.map((row) => row.action);
}
