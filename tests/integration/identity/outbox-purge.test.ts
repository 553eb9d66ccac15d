import { newId } from '@waris/service-kit';
import { testStores } from '@waris/testkit';
import pg from 'pg';
import { openHarness, type Harness } from './harness.ts';

type Row = { readonly deliveredDaysAgo: number | null; readonly count?: number };

// Of all tests only these make rows that were delivered days ago, so that no other loses one.
describe('the outbox', () => {
  let harness: Harness;
  let client: pg.Client;
  beforeAll(async () => {
    harness = await openHarness({ outboxDays: 7 });
    client = new pg.Client({ connectionString: testStores().postgresUrl });
    await client.connect();
  });
  afterAll(async () => {
    await client.end();
    await harness.stop();
  });

  /** Records of long ago; the topic of their own is one that no relay delivers. */
  async function addRows({ deliveredDaysAgo, count = 1 }: Row): Promise<readonly string[]> {
    const ids = Array.from({ length: count }, newId);
    await client.query(
      `insert into public.outbox (id, topic, payload, occurred_at, delivered_at)
       select id, $2, '{}', now() - interval '1 year', now() - $3 * interval '1 day'
       from unnest($1::uuid[]) as r (id)`,
      [ids, deliveredDaysAgo === null ? 'test.unread' : 'audit', deliveredDaysAgo],
    );
    return ids;
  }
  async function left(ids: readonly string[]): Promise<number> {
    const { rows } = await client.query('select id from public.outbox where id = any($1)', [ids]);
    return rows.length;
  }

  it('forgets what was delivered more than the days of its setting ago, and nothing else', async () => {
    const gone = await addRows({ deliveredDaysAgo: 7.01 });
    const recent = await addRows({ deliveredDaysAgo: 6.9 });
    const undelivered = await addRows({ deliveredDaysAgo: null });
    expect(await harness.identity.purgeOutboxOnce()).toBeGreaterThanOrEqual(1);
    expect([await left(gone), await left(recent), await left(undelivered)]).toEqual([0, 1, 1]);
  });

  it('forgets a batch at a time, and those of two that are at it at once only once', async () => {
    const ids = await addRows({ deliveredDaysAgo: 30, count: 2_500 });
    const first = await harness.identity.purgeOutboxOnce();
    expect(first).toBe(1_000);
    const others = await Promise.all([
      harness.identity.purgeOutboxOnce(),
      harness.identity.purgeOutboxOnce(),
    ]);
    expect(others.reduce((sum, count) => sum + count, first)).toBe(2_500 - (await left(ids)));
    while ((await harness.identity.purgeOutboxOnce()) > 0);
    expect(await left(ids)).toBe(0);
  });

  it('waits for who holds a delivered record, as one that gives it to MongoDB again does', async () => {
    const [again = ''] = await addRows({ deliveredDaysAgo: 30 });
    await client.query('begin');
    await client.query('update public.outbox set delivered_at = null where id = $1', [again]);
    const purging = harness.identity.purgeOutboxOnce();
    await client.query('commit');
    await purging;
    await harness.identity.purgeOutboxOnce();
    expect(await left([again])).toBe(1);
    await client.query('delete from public.outbox where id = $1', [again]);
  });

  it('is purged by the process that relays, of however many batches there are', async () => {
    const ids = await addRows({ deliveredDaysAgo: 30, count: 2_100 });
    const relaying = await openHarness({ relayIntervalMs: 20 });
    try {
      while ((await left(ids)) > 0) await new Promise((resolve) => setTimeout(resolve, 20));
    } finally {
      await relaying.stop();
    }
  });

  it('tells what waits in it since when, and what should be gone', async () => {
    const old = await addRows({ deliveredDaysAgo: 30, count: 3 });
    await addRows({ deliveredDaysAgo: null });
    const yearAgo = Date.now() - 364 * 86_400_000;
    const report = await harness.identity.inspectOutbox();
    expect(report.waitingCount).toBeGreaterThanOrEqual(1);
    expect(report.waitingSince?.getTime()).toBeLessThan(yearAgo);
    expect(report.overdueCount).toBeGreaterThanOrEqual(3);
    expect(report.keptDays).toBe(7);
    expect(report.byteCount).toBeGreaterThan(0);
    while ((await harness.identity.purgeOutboxOnce()) > 0);
    expect(await left(old)).toBe(0);
    expect((await harness.identity.inspectOutbox()).overdueCount).toBe(0);
  });
});
