import { openIngestWorld, type IngestWorld } from './ingest-world.ts';
import { limitedTo, openWorld, pick } from './world.ts';

const from = '2025-12-31T20:30:00Z';
const start = Date.parse(from);
const dayMs = 86_400_000;
const at = (days: number) => new Date(start + days * dayMs).toISOString();

describe('data quality', () => {
  let world: IngestWorld;
  let meter: { id: string; serialNumber: string };
  beforeAll(async () => {
    world = await openIngestWorld('in-process', { ownDatabase: true });
    meter = await world.addMeter({ serialNumber: 'a' });
    await world.addMeter({ serialNumber: 'b', kind: 'pressure' });
    await world.addMeter({ serialNumber: 'c', dmaId: world.tenant.dmas[1]?.id ?? null });
    await world.sql(`select readings.ensure_partitions('flow_readings', $1, $2)`, [from, at(60)]);
    // Each quarter of an hour for 60 days, but for ten hours from day 20 and the last two days.
    // Values that no rule suspects, and codes that are not judged again when days are rolled up.
    await world.sql(
      `insert into readings.flow_readings (meter_id, recorded_at, flow_m3_per_hour, quality_code, source)
       select $1, at, 5 + n % 7, case when n % 1000 = 0 then 12 when n % 700 = 0 then 11 else 0 end, 'test'
       from generate_series($2::timestamptz, $3::timestamptz - interval '1 s', interval '15 min')
         with ordinality as t (at, n)
       where n not between 20 * 96 + 1 and 20 * 96 + 40 and n <= 58 * 96`,
      [meter.id, from, at(60)],
    );
    await touch();
  });
  afterAll(() => world.close());

  const touch = () =>
    world.sql(`select readings.touch_days('FLOW', $1, $2, $3)`, [meter.id, from, at(60)]);
  const dma = () => world.tenant.dmas[0];
  const ofMeter = (days: number) => `query ($id: ID!) {
    _entities(representations: [{ __typename: "Meter", id: $id }]) { ... on Meter {
      dataQuality(period: { from: "${from}", to: "${at(days)}" }) {
        intervalSeconds expectedCount receivedCount missingCount suspectCount completenessRatio
        suspectsByRule { rule count } gapCount gaps { fromAt toAt } } } } }`;
  const ask = async (days: number) => {
    const { data, errors } = await world.execute(ofMeter(days), { id: meter.id });
    expect(errors).toBeUndefined();
    return pick(data, '_entities', 0, 'dataQuality');
  };
  const received = 58 * 96 - 40;

  it('of a month is that of its readings, to the instant', async () => {
    expect(await ask(30)).toEqual({
      intervalSeconds: 900,
      expectedCount: 30 * 96,
      receivedCount: 30 * 96 - 40,
      missingCount: 40,
      suspectCount: 6,
      completenessRatio: (30 * 96 - 40) / (30 * 96),
      suspectsByRule: [
        { rule: 'OUT_OF_RANGE', count: 4 },
        { rule: 'NEGATIVE', count: 2 },
      ],
      gapCount: 1,
      gaps: [
        {
          fromAt: new Date(Date.parse(at(20)) - 900_000).toISOString(),
          toAt: new Date(Date.parse(at(20)) + 36_000_000).toISOString(),
        },
      ],
    });
  });

  it('of a longer time is the same from roll-ups as from days that are not rolled up', async () => {
    await touch();
    const fresh = await ask(60);
    expect(fresh).toEqual({
      intervalSeconds: 900,
      expectedCount: 60 * 96,
      receivedCount: received,
      missingCount: 60 * 96 - received,
      suspectCount: 12,
      completenessRatio: received / (60 * 96),
      suspectsByRule: [
        { rule: 'OUT_OF_RANGE', count: 7 },
        { rule: 'NEGATIVE', count: 5 },
      ],
      gapCount: 2,
      // To the hour: days begin at 20:30 here.
      gaps: [
        { fromAt: '2026-01-20T21:00:00.000Z', toAt: '2026-01-21T06:00:00.000Z' },
        { fromAt: '2026-02-27T21:00:00.000Z', toAt: at(60) },
      ],
    });
    await world.telemetry.rollUp();
    expect(await ask(60)).toEqual(fresh);
  });

  const report = `query ($dmaCode: String, $regionId: ID, $first: Int, $after: String) {
    dataQualityReport(period: { from: "${from}", to: "${at(60)}" }, dmaCode: $dmaCode, regionId: $regionId,
      first: $first, after: $after) {
      nodes { serialNumber quantities { quantity receivedCount completenessRatio } }
      pageInfo { hasNextPage endCursor } } }`;

  it('is reported for an area, a page at a time', async () => {
    const regionId = world.tenant.regionId;
    const first = await world.execute(report, { regionId, first: 2 });
    expect(first.errors).toBeUndefined();
    const name = meter.serialNumber.slice(0, -1);
    expect(pick(first.data, 'dataQualityReport', 'nodes')).toEqual([
      {
        serialNumber: `${name}a`,
        quantities: [
          { quantity: 'FLOW', receivedCount: received, completenessRatio: received / (60 * 96) },
        ],
      },
      {
        serialNumber: `${name}b`,
        quantities: [{ quantity: 'PRESSURE', receivedCount: 0, completenessRatio: 0 }],
      },
    ]);
    const after = pick(first.data, 'dataQualityReport', 'pageInfo', 'endCursor');
    const second = await world.execute(report, { regionId, first: 2, after });
    expect(pick(second.data, 'dataQualityReport', 'nodes', 0, 'serialNumber')).toBe(`${name}c`);
    expect(pick(second.data, 'dataQualityReport', 'pageInfo', 'hasNextPage')).toBe(false);
    const one = await world.execute(report, { dmaCode: dma()?.code });
    expect(pick(one.data, 'dataQualityReport', 'nodes')).toHaveLength(2);
  });

  const download = (query: string, as: object = {}) =>
    fetch(`${world.url}/export/data-quality?${query}`, {
      headers: { authorization: `Bearer ${JSON.stringify(as)}` },
    });

  it('is downloaded as a table', async () => {
    const response = await download(`from=${from}&to=${at(60)}&dma=${dma()?.code ?? ''}`);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-disposition')).toContain(
      `data-quality_${dma()?.code.toLowerCase() ?? ''}_2025-12-31`,
    );
    const lines = (await response.text()).trimEnd().split('\r\n');
    expect(lines[0]).toBe(
      'serial_number,quantity,interval_s,expected_count,received_count,missing_count,completeness_ratio,gap_count,longest_gap_s,suspect_count,outlier_count,inconsistent_count,suspects_by_rule',
    );
    expect(lines[1]).toMatch(
      new RegExp(`^${meter.serialNumber},flow,900,5760,${received},232,0.9597`),
    );
    expect(lines[2]).toContain(',pressure,,,0,,0,1,5184000,0,0,0,');
    expect(lines).toHaveLength(3);
  });

  it('has no area that the caller does not see, and says what is wrong', async () => {
    const other = await openWorld({ postgresUrl: world.postgresUrl });
    const hidden = await other.execute(report, { dmaCode: dma()?.code }, limitedTo(other));
    const unknown = await other.execute(report, { dmaCode: 'nowhere' }, limitedTo(other));
    expect(hidden.errors?.[0]?.extensions['code']).toBe('NOT_FOUND');
    expect(hidden.errors?.[0]?.message).toBe(unknown.errors?.[0]?.message);
    const own = await other.execute(report, {}, limitedTo(other));
    expect(pick(own.data, 'dataQualityReport', 'nodes')).toEqual([]);
    const { data } = await other.execute(ofMeter(30), { id: meter.id }, limitedTo(other));
    expect(pick(data, '_entities', 0)).toEqual({ dataQuality: null });
    await other.close();
    expect((await download(`from=${from}&to=${at(60)}&dma=nowhere`)).status).toBe(404);
    expect((await download(`from=${from}&to=2050-01-01T00:00:00Z`)).status).toBe(400);
    expect((await download(`from=2050-01-01T00:00:00Z&to=2050-01-02T00:00:00Z`)).status).toBe(400);
    expect((await download(`from=${from}&to=${at(60)}`, { permissions: [] })).status).toBe(403);
  });
});
