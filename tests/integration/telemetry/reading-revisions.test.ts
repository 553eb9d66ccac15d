import { newId } from '@waris/service-kit';
import { testRequest } from '@waris/testkit';
import { limitedTo, openWorld, pick, type World } from './world.ts';

const record = `mutation ($input: RecordReadingsInput!) { recordReadings(input: $input) { acceptedCount } }`;
const revise = `mutation ($input: ReviseReadingInput!) {
  reviseReading(input: $input) { reading { recordedAt } userErrors { ... on UserError { message } } } }`;
const list = `query ($ids: [_Any!]!, $period: PeriodInput!, $first: Int, $after: String) {
  _entities(representations: $ids) { ... on Meter {
    readingRevisions(period: $period, first: $first, after: $after) {
      nodes { reason revisedAt revisedBy { id } previousState
        previous { quantity recordedAt flowM3PerHour pressureM registerM3 qualityScore } }
      pageInfo { hasNextPage endCursor } } } } }`;
const period = { from: '2026-02-01T00:00:00Z', to: '2026-03-01T00:00:00Z' };
const at = (hour: number) => new Date(Date.parse(period.from) + hour * 3_600_000).toISOString();

describe('revisions of readings', () => {
  let world: World;
  beforeAll(async () => {
    world = await openWorld();
  });
  afterAll(() => world.close());

  const change = async (
    serialNumber: string,
    hour: number,
    value: number,
    more: object = {},
    request = testRequest(),
  ) => {
    const input = {
      serialNumber,
      quantity: 'FLOW',
      unit: 'M3_PER_HOUR',
      recordedAt: at(hour),
      value,
      reason: `to ${value}`,
      ...more,
    };
    const { data } = await world.execute(revise, { input }, request);
    expect(pick(data, 'reviseReading', 'userErrors')).toEqual([]);
  };
  const meterWith = async (name: string, values: readonly number[]) => {
    const meter = await world.addMeter({ serialNumber: name });
    const { serialNumber } = meter;
    const readings = [
      {
        serialNumber,
        quantity: 'FLOW',
        unit: 'M3_PER_HOUR',
        at: values.map((_, hour) => at(hour)),
        values,
      },
    ];
    await world.execute(record, { input: { readings } });
    return meter;
  };
  const ask = (ids: readonly string[], more: object = {}, request = testRequest()) =>
    world.execute(
      list,
      { ids: ids.map((id) => ({ __typename: 'Meter', id })), period, ...more },
      request,
    );
  const valuesOf = (data: unknown, place = 0) =>
    (
      pick(data, '_entities', place, 'readingRevisions', 'nodes') as {
        previous: { flowM3PerHour: number; recordedAt: string };
      }[]
    ).map(({ previous }) => [previous.recordedAt, previous.flowM3PerHour]);

  it('tell what the reading was, who changed it when, and why', async () => {
    const { id, serialNumber } = await meterWith('told', [10, 99_000]);
    const user = newId();
    const revisedAt = new Date('2026-04-01T10:00:00Z');
    await change(
      serialNumber,
      1,
      12,
      { reason: 'a typing error' },
      testRequest({ id: user }, () => revisedAt),
    );
    const { data, errors } = await ask([id]);
    expect(errors).toBeUndefined();
    expect(pick(data, '_entities', 0, 'readingRevisions')).toEqual({
      nodes: [
        {
          reason: 'a typing error',
          revisedAt: revisedAt.toISOString(),
          revisedBy: { id: user },
          // Above what a zone meter can have.
          previousState: 'SUSPECT',
          previous: {
            quantity: 'FLOW',
            recordedAt: at(1),
            flowM3PerHour: 99_000,
            pressureM: null,
            registerM3: null,
            qualityScore: 100,
          },
        },
      ],
      pageInfo: { hasNextPage: false, endCursor: expect.any(String) },
    });
  });

  it('come latest reading and latest revision first, a page at a time, of the period alone', async () => {
    const { id, serialNumber } = await meterWith('paged', [1, 2, 3]);
    await change(serialNumber, 0, 10);
    await change(serialNumber, 2, 30);
    await change(serialNumber, 0, 100);
    // Taken back.
    await change(serialNumber, 0, 1);
    const all = [
      [at(2), 3],
      [at(0), 100],
      [at(0), 10],
      [at(0), 1],
    ];
    expect(valuesOf((await ask([id])).data)).toEqual(all);
    const first = await ask([id], { first: 2 });
    expect(valuesOf(first.data)).toEqual(all.slice(0, 2));
    const info = pick(first.data, '_entities', 0, 'readingRevisions', 'pageInfo');
    expect(pick(info, 'hasNextPage')).toBe(true);
    const rest = await ask([id], { first: 2, after: pick(info, 'endCursor') });
    expect(valuesOf(rest.data)).toEqual(all.slice(2));
    expect(pick(rest.data, '_entities', 0, 'readingRevisions', 'pageInfo', 'hasNextPage')).toBe(
      false,
    );
    const later = { period: { from: at(1), to: at(3) } };
    expect(valuesOf((await ask([id], later)).data)).toEqual(all.slice(0, 1));
  });

  it('of many meters are each meter’s own, and of one without any none', async () => {
    const one = await meterWith('one', [1]);
    const two = await meterWith('two', [2]);
    const none = await meterWith('none', [3]);
    await change(one.serialNumber, 0, 10);
    await change(two.serialNumber, 0, 20);
    const { data } = await ask([two.id, none.id, one.id]);
    expect([0, 1, 2].map((place) => valuesOf(data, place))).toEqual([
      [[at(0), 2]],
      [],
      [[at(0), 1]],
    ]);
  });

  it('are for those who see the meter and may read', async () => {
    const { id, serialNumber } = await meterWith('hidden', [1]);
    await change(serialNumber, 0, 10);
    const other = await openWorld();
    const unseen = await ask([id], {}, limitedTo(other));
    const unknown = await ask([newId()], {}, limitedTo(other));
    await other.close();
    expect(unseen).toEqual(unknown);
    expect(pick(unseen.data, '_entities', 0)).toEqual({ readingRevisions: null });
    const { errors } = await ask([id], {}, testRequest({ permissions: [] }));
    expect(errors?.[0]?.extensions['code']).toBe('FORBIDDEN');
  });

  it.each([
    [
      'a period that ends before it starts',
      { period: { from: period.to, to: period.from } },
      /before/u,
    ],
    ['a page of none', { first: 0 }, /between 1 and 200/u],
    ['a cursor of another list', { after: 'WzFd' }, /cursor/u],
  ])('refuse %s', async (_name, more, message) => {
    const { id } = await meterWith(`bad ${_name}`, [1]);
    const { errors } = await ask([id], more);
    expect(errors?.[0]?.extensions['code']).toBe('BAD_USER_INPUT');
    expect(errors?.[0]?.message).toMatch(message);
  });
});
