import { newId } from '@waris/service-kit';
import { openWays, type Deed, type Refusal, type Way } from './outage-ways.ts';

const refusal = (message: string): Refusal => ({ code: 'SERVICE_UNAVAILABLE', message });
const away = refusal('The database is not available just now. Try again.');
const refusals = new Map([
  ['53100', refusal('The disk of the database is full. Send it again once there is room.')],
  ['53200', refusal('The database is short of memory. Send it again later.')],
  ['53300', away],
  ['57P03', away],
  ['08006', away],
]);

/**
 * What PostgreSQL says of itself, met by every way to it that a subgraph has: Prisma and pg, in a
 * transaction and at its commit. A trigger says it, of rows of the test's own.
 */
describe('a database that lacks room, memory or connections', () => {
  let ways: Awaited<ReturnType<typeof openWays>>;
  beforeAll(async () => {
    ways = await openWays();
  });
  afterAll(() => ways.close());

  /** Does what cannot be written: rows of the deed meet `state`. */
  async function refused(deed: Deed, state: string, atCommit: boolean) {
    const name = `test_${newId().replaceAll('-', '')}`;
    const [constraint, deferred] = atCommit ? ['constraint', 'initially deferred'] : ['', ''];
    await ways.client.query(
      `create function public.${name}() returns trigger language plpgsql as $$
         begin raise exception 'no more' using errcode = '${state}'; end $$`,
    );
    await ways.client.query(
      `create ${constraint} trigger ${name} after insert on ${deed.table} ${deferred}
       for each row when (${deed.condition}) execute function public.${name}()`,
    );
    try {
      return await deed.ask();
    } finally {
      await ways.client.query(`drop function public.${name}() cascade`);
    }
  }

  const cases = (['network', 'identity', 'analysis', 'telemetry'] as const).flatMap((way) =>
    Array.from(refusals, ([state, told]): [Way, string, Refusal] => [way, state, told]),
  );

  it.each(cases)(
    'is no bug of %s (%s): who asks is told to come back',
    async (way, state, told) => {
      const deed = await ways.deedOf(way);
      expect(await refused(deed, state, false)).toEqual([told]);
      expect(await refused(deed, state, true)).toEqual([told]);
      expect(await deed.ask()).toEqual([]);
    },
  );

  it('hides what else goes wrong', async () => {
    const [told] = await refused(await ways.deedOf('network'), '22012', false);
    expect(told?.code).toBe('INTERNAL_SERVER_ERROR');
  });
});
