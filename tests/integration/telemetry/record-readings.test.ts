import { testRequest } from '@waris/testkit';
import { openWorld, pick, type World } from './world.ts';

const record = `mutation ($input: RecordReadingsInput!) {
  recordReadings(input: $input) {
    acceptedCount duplicateCount rejectedCount
    rejectedReadings { itemIndex valueIndex reason message }
    userErrors { __typename ... on InvalidInputError { message path } }
  }
}`;
const series = `query ($id: ID!, $period: PeriodInput!, $resolution: SeriesResolution) {
  _entities(representations: [{ __typename: "Dma", id: $id }]) {
    ... on Dma {
      flowSeries(period: $period, resolution: $resolution) {
        startAt intervalSeconds resolution values completenessRatio netInflowVolumeM3
        points(first: 1) { startAt flowM3PerHour }
      }
      latestFlow { flowM3PerHour recordedAt }
    }
  }
}`;

describe('recordReadings', () => {
  let world: World;
  beforeAll(async () => {
    world = await openWorld();
  });
  afterAll(() => world.close());

  it('stores columns that flowSeries gives back, converted and summed', async () => {
    const dmaId = world.tenant.dmas[0]?.id;
    const inlet = await world.addMeter({ serialNumber: 'in' });
    const outlet = await world.addMeter({
      serialNumber: 'out',
      dmaId: null,
      sourceDmaId: dmaId ?? null,
    });
    const startAt = '2026-01-15T00:00:00Z';
    const input = {
      readings: [
        {
          serialNumber: inlet.serialNumber,
          quantity: 'FLOW',
          unit: 'L_PER_SECOND',
          startAt,
          intervalSeconds: 900,
          values: [10, 20, null, 5],
        },
        {
          serialNumber: outlet.serialNumber,
          quantity: 'FLOW',
          unit: 'M3_PER_HOUR',
          startAt,
          intervalSeconds: 900,
          values: [6, 2, 1, 0],
        },
      ],
    };
    const first = await world.execute(record, { input });
    expect(first.errors).toBeUndefined();
    expect(pick(first.data, 'recordReadings')).toEqual({
      acceptedCount: 7,
      duplicateCount: 0,
      rejectedCount: 0,
      rejectedReadings: [],
      userErrors: [],
    });
    const again = await world.execute(record, { input });
    expect(pick(again.data, 'recordReadings')).toMatchObject({
      acceptedCount: 0,
      duplicateCount: 7,
    });

    const period = { from: startAt, to: '2026-01-15T01:00:00Z' };
    const answer = await world.execute(series, {
      id: dmaId,
      period,
      resolution: 'FIFTEEN_MINUTES',
    });
    expect(answer.errors).toBeUndefined();
    expect(pick(answer.data, '_entities', 0)).toEqual({
      flowSeries: {
        startAt: '2026-01-15T00:00:00.000Z',
        intervalSeconds: 900,
        resolution: 'FIFTEEN_MINUTES',
        values: [30, 70, null, 18],
        completenessRatio: 0.75,
        netInflowVolumeM3: 29.5,
        points: [{ startAt: '2026-01-15T00:00:00.000Z', flowM3PerHour: 30 }],
      },
      latestFlow: { flowM3PerHour: 18, recordedAt: '2026-01-15T00:45:00.000Z' },
    });
  });

  it('tells of each reading that cannot be stored, and keeps the others only when asked to', async () => {
    const meter = await world.addMeter({ serialNumber: 'bad' });
    const pressure = await world.addMeter({ serialNumber: 'p', kind: 'pressure' });
    const now = () => new Date('2026-02-01T00:00:00Z');
    const at = (text: string) => `2026-01-31T${text}:00Z`;
    const flow = { serialNumber: meter.serialNumber, quantity: 'FLOW', unit: 'M3_PER_HOUR' };
    const readings = [
      { ...flow, at: [at('00:00'), at('01:00'), at('02:00')], values: [1, 2e6, -5] },
      {
        ...flow,
        at: ['2026-02-01T00:05:00Z', '2026-02-01T00:05:01Z', '1969-12-31T23:59:59Z', at('00:00')],
        values: [4, 4, 4, 9],
      },
      { ...flow, unit: 'PSI', at: [at('03:00')], values: [1] },
      { ...flow, serialNumber: pressure.serialNumber, at: [at('03:00')], values: [1] },
      { ...flow, at: [at('00:00')], values: [1] },
      { ...flow, at: [at('05:00'), at('06:00')], values: [1, 1], quality: [null, 300] },
    ];
    const reasons = [
      [0, 1, 'OUT_OF_RANGE'],
      [1, 1, 'IN_THE_FUTURE'],
      [1, 2, 'TOO_OLD'],
      [1, 3, 'CONFLICTS_WITHIN_CALL'],
      [2, null, 'UNIT_DOES_NOT_FIT_QUANTITY'],
      [3, null, 'QUANTITY_DOES_NOT_FIT_METER'],
      [5, 1, 'BAD_QUALITY'],
    ];
    const send = async (onError: string) => {
      const request = testRequest({}, now);
      const { data, errors } = await world.execute(
        record,
        { input: { readings, onError } },
        request,
      );
      expect(errors).toBeUndefined();
      return pick(data, 'recordReadings');
    };
    const told = reasons.map(([itemIndex, valueIndex, reason]) =>
      expect.objectContaining({ itemIndex, valueIndex, reason }),
    );
    expect(await send('REJECT')).toEqual({
      acceptedCount: 0,
      duplicateCount: 0,
      rejectedCount: 7,
      rejectedReadings: told,
      userErrors: [
        { __typename: 'InvalidInputError', message: expect.any(String), path: ['readings'] },
      ],
    });
    const count = 'select count(*)::integer as n from readings.flow_readings where meter_id = $1';
    expect(await world.sql(count, [meter.id])).toEqual([{ n: 0 }]);
    expect(await send('SKIP')).toEqual({
      acceptedCount: 4,
      duplicateCount: 1,
      rejectedCount: 7,
      rejectedReadings: told,
      userErrors: [],
    });
    expect(await world.sql(count, [meter.id])).toEqual([{ n: 4 }]);
  });

  it('keeps the stored value when another comes for its instant', async () => {
    const { serialNumber, id } = await world.addMeter({ serialNumber: 'conflict' });
    const send = async (values: readonly number[], onError: string) => {
      const startAt = '2026-01-10T00:00:00Z';
      const one = { serialNumber, quantity: 'FLOW', unit: 'GPM', startAt, intervalSeconds: 60 };
      const input = { readings: [{ ...one, values }], onError };
      return pick((await world.execute(record, { input })).data, 'recordReadings');
    };
    expect(await send([1, 2], 'REJECT')).toMatchObject({ acceptedCount: 2 });
    const conflict = { itemIndex: 0, valueIndex: 1, reason: 'CONFLICTS_WITH_STORED' };
    expect(await send([1, 3, 4], 'REJECT')).toMatchObject({
      acceptedCount: 0,
      duplicateCount: 0,
      rejectedReadings: [conflict],
    });
    expect(await send([1, 3, 4], 'SKIP')).toMatchObject({
      acceptedCount: 1,
      duplicateCount: 1,
      rejectedReadings: [conflict],
    });
    const flows = await world.sql(
      'select flow_m3_per_hour as flow from readings.flow_readings where meter_id = $1 order by recorded_at',
      [id],
    );
    expect(flows).toEqual([1, 2, 4].map((gpm) => ({ flow: expect.closeTo(gpm * 0.2271247, 6) })));
  });

  it('refuses calls whose columns do not fit together or are too long', async () => {
    const one = { serialNumber: 'x', quantity: 'FLOW', unit: 'M3_PER_HOUR' };
    const start = '2026-01-01T00:00:00Z';
    const calls = [
      [],
      Array.from({ length: 1001 }, () => ({ ...one, at: [], values: [] })),
      [
        {
          ...one,
          startAt: start,
          intervalSeconds: 1,
          values: Array.from({ length: 100_001 }, () => 1),
        },
      ],
      [{ ...one, values: [1] }],
      [{ ...one, startAt: start, at: [start], values: [1] }],
      [{ ...one, at: [start], values: [1, 2] }],
      [{ ...one, startAt: start, intervalSeconds: 0, values: [1] }],
      [{ ...one, at: [start], values: [1], quality: [] }],
    ];
    const answers = await Promise.all(
      calls.map(async (readings) => {
        const { data } = await world.execute(record, { input: { readings } });
        return pick(data, 'recordReadings', 'userErrors', 0, 'path');
      }),
    );
    expect(answers).toEqual([
      ['readings'],
      ['readings'],
      ['readings'],
      ['readings', '0'],
      ['readings', '0'],
      ['readings', '0', 'at'],
      ['readings', '0', 'intervalSeconds'],
      ['readings', '0', 'quality'],
    ]);
    const malformed = [{ ...one, at: [start], values: ['NaN'] }];
    const { errors } = await world.execute(record, { input: { readings: malformed } });
    expect(errors?.[0]?.extensions['code']).toBe('BAD_USER_INPUT');
  });
});
