import { testRequest } from '@waris/testkit';
import { limitedTo, openWorld, pick, type World } from './world.ts';

const everything = `query ($dma: ID!, $meter: ID!, $period: PeriodInput!) {
  _entities(representations: [{ __typename: "Dma", id: $dma }, { __typename: "Meter", id: $meter }]) {
    ... on Dma {
      flowSeries(period: $period) { values }
      pressureSeries(period: $period) { values }
      latestFlow { flowM3PerHour }
      latestPressure { pressureM }
      dataQuality(period: $period) { receivedCount heldUpDays { startsAt } }
    }
    ... on Meter {
      readings(period: $period) { values }
      latestReading { flowM3PerHour }
      register { capacityM3 exchanges { exchangedAt } }
    }
  }
}`;
const record = `mutation ($input: RecordReadingsInput!) {
  recordReadings(input: $input) { acceptedCount rejectedReadings { reason message } }
}`;
const revise = `mutation ($input: ReviseReadingInput!) {
  reviseReading(input: $input) {
    reading { flowM3PerHour }
    userErrors { __typename ... on UserError { message path } }
  }
}`;
const at = '2026-01-15T00:00:00Z';
const period = { from: at, to: '2026-01-15T01:00:00Z' };
const nothing = [
  {
    flowSeries: null,
    pressureSeries: null,
    latestFlow: null,
    latestPressure: null,
    dataQuality: null,
  },
  { readings: null, latestReading: null, register: null },
];

describe('the area of the caller', () => {
  let mine: World;
  let theirs: World;
  let meter: { id: string; serialNumber: string };
  beforeAll(async () => {
    mine = await openWorld();
    theirs = await openWorld();
    meter = await theirs.addMeter({ serialNumber: 'in' });
    const pressure = await theirs.addMeter({ serialNumber: 'p', kind: 'pressure' });
    const readings = [
      {
        serialNumber: meter.serialNumber,
        quantity: 'FLOW',
        unit: 'M3_PER_HOUR',
        at: [at],
        values: [7],
      },
      {
        serialNumber: pressure.serialNumber,
        quantity: 'PRESSURE',
        unit: 'BAR',
        at: [at],
        values: [2],
      },
    ];
    const { data } = await theirs.execute(record, { input: { readings } });
    expect(pick(data, 'recordReadings', 'acceptedCount')).toBe(2);
  });
  afterAll(async () => {
    await mine.close();
    await theirs.close();
  });

  it('shows a field of another tenant as one of nothing', async () => {
    const dma = theirs.tenant.dmas[0]?.id;
    const seen = await theirs.execute(
      everything,
      { dma, meter: meter.id, period },
      limitedTo(theirs),
    );
    expect(seen.errors).toBeUndefined();
    expect(seen.data).toEqual({
      _entities: [
        {
          flowSeries: { values: [7, null, null, null] },
          pressureSeries: { values: [expect.closeTo(20.394, 3), null, null, null] },
          latestFlow: { flowM3PerHour: 7 },
          latestPressure: { pressureM: expect.closeTo(20.394, 3) },
          dataQuality: { receivedCount: 2, heldUpDays: [] },
        },
        {
          readings: { values: [7] },
          latestReading: { flowM3PerHour: 7 },
          register: { capacityM3: null, exchanges: [] },
        },
      ],
    });
    const hidden = await mine.execute(
      everything,
      { dma, meter: meter.id, period },
      limitedTo(mine),
    );
    const absent = { dma: mine.tenant.branchId, meter: mine.tenant.branchId };
    const unknown = await mine.execute(everything, { ...absent, period }, limitedTo(mine));
    const foreign = await mine.execute(
      everything,
      { dma: 'x', meter: '%', period },
      limitedTo(mine),
    );
    expect(hidden).toEqual({ data: { _entities: nothing }, errors: undefined });
    expect(unknown).toEqual(hidden);
    expect(foreign).toEqual(hidden);
  });

  it('refuses to write to a meter of another tenant in the words for an unknown one', async () => {
    const answers = await Promise.all(
      [meter.serialNumber, 'nobody'].map(async (serialNumber) => {
        const one = { serialNumber, quantity: 'FLOW', unit: 'M3_PER_HOUR' };
        const readings = [{ ...one, at: [at], values: [1] }];
        const recorded = await mine.execute(record, { input: { readings } }, limitedTo(mine));
        const input = { ...one, recordedAt: at, value: 1, reason: 'test' };
        const revised = await mine.execute(revise, { input }, limitedTo(mine));
        return JSON.stringify([recorded, revised]).replaceAll(serialNumber, '…');
      }),
    );
    expect(answers[0]).toBe(answers[1]);
    expect(answers[0]).toContain('METER_NOT_FOUND');
    expect(answers[0]).toContain('NotFoundError');
  });

  it('asks for the permission before anything else', async () => {
    const variables = { dma: theirs.tenant.dmas[0]?.id, meter: meter.id, period };
    const none = await theirs.execute(everything, variables, testRequest({ permissions: [] }));
    expect(none.data).toEqual({ _entities: nothing });
    expect(none.errors).toHaveLength(8);
    expect(none.errors?.every((error) => error.extensions['code'] === 'FORBIDDEN')).toBe(true);

    const reader = testRequest({ permissions: ['telemetry:read'] });
    const written = await theirs.execute(record, { input: { readings: [] } }, reader);
    expect(written.errors?.[0]?.extensions['code']).toBe('FORBIDDEN');
    const input = {
      serialNumber: 'x',
      quantity: 'FLOW',
      unit: 'M',
      recordedAt: at,
      value: 1,
      reason: 'x',
    };
    const revised = await theirs.execute(revise, { input }, reader);
    expect(revised.errors?.[0]?.extensions['code']).toBe('FORBIDDEN');
  });

  it('does not let a caller watch an area of another tenant', async () => {
    const query =
      'subscription ($code: String!) { readingRecorded(dmaCode: $code) { recordedCount } }';
    const watch = async (code: string | undefined) => {
      const stream = await mine.executor.subscribe({ query, variables: { code } }, limitedTo(mine));
      return JSON.stringify(stream).replaceAll(String(code), '…');
    };
    const hidden = await watch(theirs.tenant.dmas[0]?.code);
    expect(hidden).toContain('NOT_FOUND');
    expect(hidden).toBe(await watch('nowhere'));
  });
});
