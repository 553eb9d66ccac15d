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
});
