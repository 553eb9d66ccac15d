import { createLoaders, readFlowSeries } from '@waris/telemetry';
import { openWorld, pick, type World } from './world.ts';

const record = `mutation ($input: RecordReadingsInput!) {
  recordReadings(input: $input) { acceptedCount }
}`;
const dmaQuery = (fields: string) => `query ($id: ID!) {
  _entities(representations: [{ __typename: "Dma", id: $id }]) { ... on Dma { ${fields} } }
}`;
const minute = 60_000;

describe('series of a DMA', () => {
  let world: World;
  beforeAll(async () => {
    world = await openWorld({ dmas: 6 });
  });
  afterAll(() => world.close());

  const dma = (index: number): string => world.tenant.dmas[index]?.id ?? '';
  const send = (
    serialNumber: string,
    startAt: string,
    stepSeconds: number,
    values: unknown,
    quantity = 'FLOW',
  ) => {
    const unit = quantity === 'FLOW' ? 'M3_PER_HOUR' : 'M';
    const one = { serialNumber, quantity, unit, startAt, intervalSeconds: stepSeconds, values };
    return world.execute(record, { input: { readings: [one] } });
  };
  const ask = async (id: string, fields: string) => {
    const { data, errors } = await world.execute(dmaQuery(fields), { id });
    expect(errors).toBeUndefined();
    return pick(data, '_entities', 0);
  };

  it('has days as long as local clocks make them', async () => {
    await world.sql('update dma.dmas set time_zone = $2 where id = $1', [dma(0), 'Europe/Rome']);
    const meter = await world.addMeter({ serialNumber: 'rome', dmaId: dma(0) });
    // From local midnight of the 28th: 24 hours of 1, 23 of 2 (summer time starts), 24 of 3.
    const values = [24, 23, 24].flatMap((hours, i) => Array.from({ length: hours }, () => i + 1));
    await send(meter.serialNumber, '2026-03-27T23:00:00Z', 3600, values);
    const period = 'period: { from: "2026-03-27T23:00:00Z", to: "2026-03-30T22:00:00Z" }';
    expect(
      await ask(
        dma(0),
        `flowSeries(${period}, resolution: DAY) {
      startAt intervalSeconds startsAt values netInflowVolumeM3 }`,
      ),
    ).toEqual({
      flowSeries: {
        startAt: '2026-03-27T23:00:00.000Z',
        intervalSeconds: 86_400,
        startsAt: [
          '2026-03-27T23:00:00.000Z',
          '2026-03-28T23:00:00.000Z',
          '2026-03-29T22:00:00.000Z',
        ],
        values: [1, 2, 3],
        netInflowVolumeM3: 24 + 23 * 2 + 24 * 3,
      },
    });
  });

  it('packs columns on request and says what no series can be', async () => {
    const meter = await world.addMeter({ serialNumber: 'pack', dmaId: dma(1) });
    await send(meter.serialNumber, '2026-01-01T00:00:00Z', 300, [1, null, 3]);
    const period = 'period: { from: "2026-01-01T00:00:00Z", to: "2026-01-01T00:15:00Z" }';
    const packed = await ask(
      dma(1),
      `flowSeries(${period}, resolution: FIVE_MINUTES, encoding: BASE64_FLOAT32) { values }`,
    );
    const bytes = Buffer.from(String(pick(packed, 'flowSeries', 'values')), 'base64');
    expect([0, 4, 8].map((offset) => bytes.readFloatLE(offset))).toEqual([1, Number.NaN, 3]);

    const year = 'period: { from: "2025-01-01T00:00:00Z", to: "2026-01-01T00:00:00Z" }';
    const bad = [
      `flowSeries(${year}, resolution: FIFTEEN_MINUTES) { values }`,
      `flowSeries(${year}, resolution: DAY, maxPoints: 10) { values }`,
      `flowSeries(${year}, maxPoints: 0) { values }`,
      `flowSeries(period: { from: "2026-01-01T00:00:00Z", to: "2026-01-01T00:00:00Z" }) { values }`,
      `flowSeries(${period}) { points(first: 0) { startAt } }`,
      `flowSeries(${period}, resolution: RAW) { values }`,
      `flowSeries(${year}, downsample: true) { values }`,
      `flowSeries(${year}, resolution: HOUR, downsample: true, maxPoints: 3) { values }`,
      `pressureSeries(${period}, aggregation: SUM) { values }`,
      `dataQuality(period: { from: "2010-01-01T00:00:00Z", to: "2026-01-01T00:00:00Z" }) { receivedCount }`,
    ];
    const answers = await Promise.all(
      bad.map((fields) => world.execute(dmaQuery(fields), { id: dma(1) })),
    );
    expect(answers.map(({ errors }) => errors?.[0]?.extensions['code'])).toEqual(
      bad.map(() => 'BAD_USER_INPUT'),
    );
    expect(answers[0]?.errors?.[0]?.message).toContain('ask for HOUR');
    expect(answers[5]?.errors?.[0]?.message).toContain('A DMA has no readings of its own');
  });

  it('does not read more series at once than there is memory for', async () => {
    const { errors } = await world.execute(
      `query ($ids: [_Any!]!) { _entities(representations: $ids) { ... on Dma { flowSeries(
        period: { from: "2021-01-01T00:00:00Z", to: "2026-01-01T00:00:00Z" }, resolution: FIFTEEN_MINUTES,
        downsample: true) { values } } } }`,
      // The same few again and again are no more than a few.
      {
        ids: Array.from({ length: 60 }, (_, n) => ({ __typename: 'Dma', id: dma(n % 6) })),
      },
    );
    expect(errors).toBeUndefined();
    const many = await openWorld({ dmas: 23 });
    const ids = many.tenant.dmas.map(({ id }) => ({ __typename: 'Dma', id }));
    const refused = await many.execute(
      `query ($ids: [_Any!]!) { _entities(representations: $ids) { ... on Dma { flowSeries(
        period: { from: "2021-01-01T00:00:00Z", to: "2026-01-01T00:00:00Z" }, resolution: FIFTEEN_MINUTES,
        downsample: true) { values } } } }`,
      { ids },
    );
    expect(refused.errors?.[0]?.extensions['code']).toBe('BAD_USER_INPUT');
    expect(refused.errors?.[0]?.message).toContain('23 series of up to 175296 values are too many');
    await many.close();
  });

  it('averages the pressure meters that reported', async () => {
    const [one, two] = await Promise.all(
      ['p1', 'p2'].map((serialNumber) =>
        world.addMeter({ serialNumber, kind: 'pressure', dmaId: dma(2) }),
      ),
    );
    await send(
      one?.serialNumber ?? '',
      '2026-01-01T00:00:00Z',
      300,
      [20, 30, 40, null, null, null],
      'PRESSURE',
    );
    await send(two?.serialNumber ?? '', '2026-01-01T00:00:00Z', 900, [10, 12], 'PRESSURE');
    const period = 'period: { from: "2026-01-01T00:00:00Z", to: "2026-01-01T00:45:00Z" }';
    expect(
      await ask(
        dma(2),
        `latestPressure { pressureM meterCount recordedAt }
      pressureSeries(${period}) { values leastValues greatestValues completenessRatio points { pressureM } }`,
      ),
    ).toEqual({
      latestPressure: { pressureM: 26, meterCount: 2, recordedAt: '2026-01-01T00:15:00.000Z' },
      pressureSeries: {
        values: [20, 12, null],
        leastValues: [10, 12, null],
        greatestValues: [40, 12, null],
        completenessRatio: 2 / 3,
        points: [{ pressureM: 20 }, { pressureM: 12 }, { pressureM: null }],
      },
    });
  });

  it('has as latest flow the last quarter that is complete', async () => {
    const one = await world.addMeter({ serialNumber: 'l1', dmaId: dma(3) });
    const two = await world.addMeter({ serialNumber: 'l2', dmaId: dma(3) });
    await send(one.serialNumber, '2026-01-01T00:00:00Z', 900, [1, 2, 3]);
    await send(two.serialNumber, '2026-01-01T00:00:00Z', 900, [10, 20]);
    expect(await ask(dma(3), 'latestFlow { flowM3PerHour recordedAt }')).toEqual({
      latestFlow: { flowM3PerHour: 22, recordedAt: '2026-01-01T00:15:00.000Z' },
    });
  });

  it('asks the database once for the series of many areas', async () => {
    const context = world.contextOf();
    const statements: string[] = [];
    const { series } = context;
    const counted = {
      ...series,
      read: (...request: Parameters<typeof series.read>) => {
        statements.push(request[1].join());
        return series.read(...request);
      },
    };
    const loaders = createLoaders({ ...context, series: counted }, 'everywhere');
    const period = { from: new Date('2026-01-01'), to: new Date('2026-01-02') };
    await Promise.all(
      world.tenant.dmas.map(({ id }) => readFlowSeries({ ...context, loaders }, id, { period })),
    );
    expect(statements).toHaveLength(1);
  });

  it('counts what is missing and where', async () => {
    const meter = await world.addMeter({ serialNumber: 'q1', dmaId: dma(4) });
    await world.addMeter({ serialNumber: 'q2', dmaId: dma(4), kind: 'pressure' });
    const start = Date.parse('2026-01-01T00:00:00Z');
    const at = [0, 15, 30, 90, 105, 120].map((m) => new Date(start + m * minute).toISOString());
    const one = { serialNumber: meter.serialNumber, quantity: 'FLOW', unit: 'M3_PER_HOUR' };
    const values = at.map(() => 1);
    const readings = [{ ...one, at, values, quality: [100, 60, null, 100, 100, 100] }];
    await world.execute(record, { input: { readings } });
    const period = 'period: { from: "2026-01-01T00:00:00Z", to: "2026-01-01T03:00:00Z" }';
    expect(
      await ask(
        dma(4),
        `dataQuality(${period}) {
      completenessRatio expectedCount receivedCount missingCount suspectCount
      meters { quantity intervalSeconds expectedCount receivedCount missingCount suspectCount lowQualityCount completenessRatio
        gapCount gaps { fromAt toAt } meter { id } } }`,
      ),
    ).toEqual({
      dataQuality: {
        completenessRatio: 0.25,
        expectedCount: 12,
        receivedCount: 6,
        missingCount: 6,
        suspectCount: 0,
        meters: [
          {
            quantity: 'FLOW',
            intervalSeconds: 900,
            expectedCount: 12,
            receivedCount: 6,
            missingCount: 6,
            suspectCount: 0,
            lowQualityCount: 1,
            completenessRatio: 0.5,
            gapCount: 2,
            meter: { id: meter.id },
            gaps: [
              { fromAt: '2026-01-01T00:30:00.000Z', toAt: '2026-01-01T01:30:00.000Z' },
              { fromAt: '2026-01-01T02:00:00.000Z', toAt: '2026-01-01T03:00:00.000Z' },
            ],
          },
          {
            quantity: 'PRESSURE',
            intervalSeconds: null,
            expectedCount: null,
            receivedCount: 0,
            missingCount: null,
            suspectCount: 0,
            lowQualityCount: 0,
            completenessRatio: 0,
            gapCount: 1,
            meter: { id: expect.any(String) },
            gaps: [{ fromAt: '2026-01-01T00:00:00.000Z', toAt: '2026-01-01T03:00:00.000Z' }],
          },
        ],
      },
    });
  });

  it('tells who watches what was recorded, also at the border', async () => {
    const meter = await world.addMeter({ serialNumber: 'w', dmaId: null, sourceDmaId: dma(5) });
    const query = `subscription ($code: String!) { readingRecorded(dmaCode: $code) {
      dma { id } quantity recordedCount firstRecordedAt lastRecordedAt fellBehind } }`;
    const code = world.tenant.dmas[5]?.code;
    const stream = await world.executor.subscribe(
      { query, variables: { code } },
      world.contextOf(),
    );
    if (!(Symbol.asyncIterator in stream)) throw new Error('refused');
    await send(meter.serialNumber, '2026-01-01T00:00:00Z', 900, [1, 2]);
    // The same again is nothing new, so nothing is told of it.
    await send(meter.serialNumber, '2026-01-01T00:00:00Z', 900, [1, 2]);
    await send(meter.serialNumber, '2026-01-01T01:00:00Z', 900, [3]);
    const [first, second] = [await stream.next(), await stream.next()];
    expect(pick(first.value, 'data', 'readingRecorded')).toEqual({
      dma: { id: dma(5) },
      quantity: 'FLOW',
      recordedCount: 2,
      firstRecordedAt: '2026-01-01T00:00:00.000Z',
      lastRecordedAt: '2026-01-01T00:15:00.000Z',
      fellBehind: false,
    });
    expect(pick(second.value, 'data', 'readingRecorded', 'recordedCount')).toBe(1);
    await stream.return(undefined);
  });
});
