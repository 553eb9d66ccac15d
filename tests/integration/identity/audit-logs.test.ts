import { newId } from '@waris/service-kit';
import { createTenant, testStores } from '@waris/testkit';
import pg from 'pg';
import { openCutOffProxy, type CutOffProxy } from './cut-off-proxy.ts';
import {
  createPerson,
  openHarness,
  refresh,
  service,
  signedIn,
  signIn,
  type Answer,
  type Harness,
} from './harness.ts';

const list = `query ($first: Int, $after: String, $filter: AuditLogFilterInput) {
  auditLogs(first: $first, after: $after, filter: $filter) {
    nodes { id action actor { kind id user { id } } subject { type id } detailsJson occurredAt }
    pageInfo { hasNextPage endCursor }
  }
}`;

// The only test file that relays, so that an outbox row waits until a test here moves it.
describe('the audit log', () => {
  let harness: Harness;
  let mongo: CutOffProxy;
  beforeAll(async () => {
    mongo = await openCutOffProxy(testStores().mongoUrl);
    harness = await openHarness({ mongoUrl: mongo.url });
  });
  afterAll(async () => {
    await harness.stop();
    await mongo.cut();
  });

  const logsOf = async (subjectId: string) => {
    const variables = { filter: { subjectId } };
    return (await harness.ask(service, list, { variables })).data?.auditLogs.nodes ?? [];
  };

  const untilLogged = async (subjectId: string) => {
    while ((await logsOf(subjectId)).length === 0) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  };

  it('tells who did what, newest first', async () => {
    const admin = await createPerson(harness, ['admin']);
    const claims = await signedIn(harness, admin);
    const person = await createPerson(harness);
    const deactivate = `mutation ($userId: ID!) {
      deactivateUser(input: { userId: $userId }) { userErrors { __typename } }
    }`;
    await harness.ask(claims, deactivate, { variables: { userId: person.id } });
    await harness.identity.relayOnce();
    const logs = await logsOf(person.id);
    expect(logs.map((log: { action: string }) => log.action)).toEqual([
      'identity.user.deactivated',
      'identity.user.created',
    ]);
    expect(logs[0].actor).toEqual({ kind: 'user', id: admin.id, user: { id: admin.id } });
    expect(JSON.parse(logs[1].detailsJson)).toMatchObject({ roles: ['viewer'] });
    expect(JSON.stringify(logs)).not.toContain('password');
  });

  it('has the second use of a refresh token and the wrong password', async () => {
    const person = await createPerson(harness);
    const { session } = await signIn(harness, person.email);
    await signIn(harness, person.email, 'wrong one');
    await refresh(harness, session.refreshToken);
    await refresh(harness, session.refreshToken);
    await harness.identity.relayOnce();
    const [refused] = await logsOf(person.id);
    expect(refused.action).toBe('identity.signIn.refused');
    const [reused] = await logsOf(session.refreshToken.split('.')[0]);
    expect(reused.action).toBe('identity.session.refreshTokenReused');
    expect(JSON.parse(reused.detailsJson)).toEqual({ userId: person.id });
  });

  it('loses nothing while MongoDB is away, and signing in goes on', async () => {
    await harness.identity.relayOnce();
    await mongo.cut();
    const person = await createPerson(harness);
    expect((await signIn(harness, person.email)).session).not.toBeNull();
    await expect(harness.identity.relayOnce()).rejects.toThrow();
    const states = await harness.identity.stores();
    expect(states.find(({ name }) => name === 'mongodb')?.ready).toBe(false);
    expect((await harness.ask(service, list, { variables: { first: 1 } })).data).toBeNull();
    expect(await undelivered(person.id)).toBe(1);

    await mongo.restore();
    await harness.identity.relayOnce();
    expect(await undelivered(person.id)).toBe(0);
    expect(await logsOf(person.id)).toHaveLength(1);
  }, 30_000);

  it('is brought up to date all the time, also after MongoDB was away', async () => {
    const relaying = await openHarness({ mongoUrl: mongo.url, relayIntervalMs: 20 });
    try {
      const before = await createPerson(relaying);
      await untilLogged(before.id);
      await mongo.cut();
      const during = await createPerson(relaying);
      await new Promise((resolve) => setTimeout(resolve, 200));
      await mongo.restore();
      await untilLogged(during.id);
    } finally {
      await relaying.stop();
    }
  }, 60_000);

  it('has a record once that was delivered twice', async () => {
    const person = await createPerson(harness);
    await harness.identity.relayOnce();
    const before = await logsOf(person.id);
    await query(
      `update public.outbox set delivered_at = null where payload -> 'subject' ->> 'id' = $1`,
      [person.id],
    );
    await Promise.all([harness.identity.relayOnce(), harness.identity.relayOnce()]);
    expect(await logsOf(person.id)).toEqual(before);
    expect(before).toHaveLength(1);
  });

  it('keeps a record that it cannot read, and goes on behind it', async () => {
    const id = newId();
    await query(
      `insert into public.outbox (id, topic, payload, occurred_at)
       values ($1, 'audit', '{"$where": "not an audit record"}', now())`,
      [id],
    );
    const person = await createPerson(harness);
    await harness.identity.relayOnce();
    expect(await logsOf(person.id)).toHaveLength(1);
    const [kept] = await logsOf(id);
    expect(kept.action).toBe('identity.audit.unreadable');
    expect(JSON.parse(kept.detailsJson)).toEqual({ $where: 'not an audit record' });
  });

  it('is read page by page, without a gap where instants are equal', async () => {
    const subjectId = newId();
    await query(
      `insert into public.outbox (id, topic, payload, occurred_at)
       select gen_random_uuid(), 'audit', jsonb_build_object('action', 'test.page.' || n,
         'actor', '{"kind":"service","id":"test"}'::jsonb, 'requestId', 'r',
         'subject', jsonb_build_object('type', 'Test', 'id', $1::text)),
         timestamptz '2026-01-01' + (n / 4) * interval '1 second'
       from generate_series(0, 24) n`,
      [subjectId],
    );
    await harness.identity.relayOnce();
    const seen: string[] = [];
    let after: string | null = null;
    do {
      const variables: object = { first: 3, after, filter: { subjectId } };
      const answer: Answer = await harness.ask(service, list, { variables: { ...variables } });
      const { auditLogs } = answer.data;
      seen.push(...auditLogs.nodes.map((log: { id: string }) => log.id));
      after = auditLogs.pageInfo.hasNextPage ? auditLogs.pageInfo.endCursor : null;
    } while (after !== null);
    expect(seen).toHaveLength(25);
    expect(new Set(seen).size).toBe(25);
  });

  it('is read with audit:read and without limits of area only', async () => {
    const tenant = await createTenant(testStores().postgresUrl);
    const limited = await createPerson(harness, ['admin'], { regionIds: [tenant.regionId] });
    const operator = await createPerson(harness, ['operator']);
    for (const person of [limited, operator]) {
      const claims = await signedIn(harness, person);
      expect((await harness.ask(claims, list)).codes).toEqual(['FORBIDDEN']);
    }
    const analyst = await signedIn(harness, await createPerson(harness, ['analyst']));
    expect((await harness.ask(analyst, list)).codes).toEqual([]);
  });

  it.each([
    { after: 'bm8gY3Vyc29y' },
    { first: 0 },
    { filter: { period: { from: '2026-02-01T00:00:00Z', to: '2026-01-01T00:00:00Z' } } },
    { filter: { subjectId: { $ne: null } } },
  ])('refuses %j', async (variables) => {
    expect((await harness.ask(service, list, { variables })).codes).toEqual(['BAD_USER_INPUT']);
  });
});

async function query(sql: string, values: readonly unknown[]): Promise<readonly unknown[]> {
  const client = new pg.Client({ connectionString: testStores().postgresUrl });
  await client.connect();
  try {
    return (await client.query(sql, [...values])).rows;
  } finally {
    await client.end();
  }
}

async function undelivered(subjectId: string): Promise<number> {
  const rows = await query(
    `select 1 from public.outbox
     where topic = 'audit' and delivered_at is null and payload -> 'subject' ->> 'id' = $1`,
    [subjectId],
  );
  return rows.length;
}
