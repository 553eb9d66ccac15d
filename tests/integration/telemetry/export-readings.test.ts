import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { request as httpRequest } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';
import { openIngestWorld, type IngestWorld, type Transport } from './ingest-world.ts';

const start = Date.parse('2026-03-25T00:00:00Z');
const period = { from: '2026-03-25T00:00:00Z', to: '2026-03-30T00:00:00Z' };

describe.each<Transport>(['in-process', 'http'])('GET /export/readings, %s', (transport) => {
  let world: IngestWorld;
  let meter: { id: string; serialNumber: string };
  beforeAll(async () => {
    world = await openIngestWorld(transport);
    meter = await world.addMeter({ serialNumber: 'äx/1' });
    await world.sql(`select readings.ensure_partitions('flow_readings', $1, $2)`, [
      period.from,
      period.to,
    ]);
    await world.sql(
      `insert into readings.flow_readings (meter_id, recorded_at, flow_m3_per_hour, quality_code, source)
       select $1, at, n, case when n = 7 then 11 else 0 end, 'test'
       from generate_series($2::timestamptz, $3::timestamptz - interval '1 s', interval '20 s')
         with ordinality as t (at, n)`,
      [meter.id, period.from, period.to],
    );
    await world.sql(`select readings.touch_days('FLOW', $1, $2, $3)`, [
      meter.id,
      period.from,
      period.to,
    ]);
  });
  afterAll(() => world.close());

  const dmaCode = () => world.tenant.dmas[0]?.code ?? '';
  const get = async (
    parameters: Record<string, string>,
    {
      as = {},
      headers = {},
      path = 'readings',
    }: { as?: object | null; headers?: Record<string, string>; path?: string } = {},
  ) => {
    const query = new URLSearchParams(parameters).toString();
    const authorization = as === null ? {} : { authorization: `Bearer ${JSON.stringify(as)}` };
    // Not fetch, which unpacks what it gets.
    const { promise, resolve, reject } =
      Promise.withResolvers<import('node:http').IncomingMessage>();
    httpRequest(
      `${world.url}/export/${path}?${query}`,
      { headers: { ...authorization, ...headers } },
      resolve,
    )
      .once('error', reject)
      .end();
    const response = await promise;
    return { status: response.statusCode, headers: response.headers, body: await buffer(response) };
  };
  const ofMeter = () => ({ meter: meter.serialNumber, ...period });

  it('sends every reading, in pages, as CSV', async () => {
    const { status, headers, body } = await get({ ...ofMeter(), time: 'utc' });
    expect(status).toBe(200);
    expect(headers['content-type']).toContain('text/csv');
    expect(headers['content-disposition']).toMatch(
      /^attachment; filename="readings_[\w.-]+-x-1_flow_raw_2026-03-25_2026-03-30.csv"; filename\*=UTF-8''readings_.*%C3%A4x%2F1_flow/,
    );
    const lines = body.toString().trimEnd().split('\r\n');
    expect(lines[0]).toBe('recorded_at,flow_m3_per_hour,quality,state,rule');
    expect(lines).toHaveLength(1 + 5 * 4320);
    expect(lines[7]).toBe('2026-03-25T00:02:00.000Z,7,100,suspect,out_of_range');
    expect(lines.at(-1)).toBe('2026-03-29T23:59:40.000Z,21600,100,received,');
    expect(new Set(lines).size).toBe(lines.length);
  });

  it('names the file by the days of the DMA, and takes a plus that has become a space', async () => {
    const day = { from: '2026-03-26T00:00:00 07:00', to: '2026-03-27T00:00:00 07:00' };
    const { status, headers, body } = await get({ dma: dmaCode(), ...day, resolution: 'hour' });
    expect(status).toBe(200);
    expect(headers['content-disposition']).toContain('_flow_hour_2026-03-26_2026-03-27.csv');
    expect(body.toString()).toMatch(/^start_at.*\r\n2026-03-26T00:00:00\+07:00,/);
  });

  it('packs it for who takes gzip', async () => {
    const parameters = {
      dma: dmaCode(),
      ...period,
      resolution: 'hour',
      aggregation: 'sum',
      bom: 'true',
    };
    const packed = await get(parameters, { headers: { 'accept-encoding': 'gzip, br' } });
    expect(packed.headers['content-encoding']).toBe('gzip');
    const plain = await get(parameters);
    expect(plain.headers['content-encoding']).toBeUndefined();
    expect(gunzipSync(packed.body).equals(plain.body)).toBe(true);
    const lines = plain.body.toString().split('\r\n');
    expect(lines[0]).toBe('\uFEFFstart_at,volume_m3,filled');
    expect(lines[1]).toBe('2026-03-25T07:00:00+07:00,90.5,false');
    expect(lines).toHaveLength(1 + 120 + 1);
  });

  it('sends Parquet that another reader understands', async () => {
    const { DuckDBInstance } = await import('@duckdb/node-api');
    const { status, headers, body } = await get({ ...ofMeter(), format: 'parquet' });
    expect([status, headers['content-type']]).toEqual([200, 'application/vnd.apache.parquet']);
    const folder = await mkdtemp(join(tmpdir(), 'waris-test-'));
    try {
      await writeFile(join(folder, 'x.parquet'), body);
      const connection = await (await DuckDBInstance.create()).connect();
      const read = await connection.runAndReadAll(
        `select count(*)::integer, sum(flow_m3_per_hour), epoch_ms(min(recorded_at))::double,
           count(rule)::integer from '${join(folder, 'x.parquet')}'`,
      );
      expect(read.getRows()).toEqual([[21_600, (21_600 * 21_601) / 2, start, 1]]);
      connection.closeSync();
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it('has more buckets than an answer of the graph may', async () => {
    const { body } = await get({
      dma: dmaCode(),
      from: '2026-01-01T00:00:00Z',
      to: '2026-07-01T00:00:00Z',
      resolution: 'fifteen_minutes',
    });
    expect(body.toString().trimEnd().split('\r\n')).toHaveLength(1 + 181 * 96);
  });

  it.each<[Record<string, string>, number, string]>([
    [{}, 400, 'from is missing'],
    [period, 400, 'either a meter'],
    [{ ...period, meter: 'a', dma: 'b' }, 400, 'either a meter'],
    [{ ...period, meter: 'a', from: '2026-01-01' }, 400, 'from is no instant with its offset'],
    [
      { ...period, meter: 'a', resolution: 'weekly' },
      400,
      'resolution is none of raw, five_minutes',
    ],
    [{ ...period, meter: 'a', format: 'xlsx' }, 400, 'format is none of csv, parquet'],
    [{ ...period, meter: 'a', bom: 'yes' }, 400, 'bom is neither true nor false'],
    [{ ...period, meter: 'a', speed: '1' }, 400, 'There is no parameter speed'],
    [{ ...period, meter: 'nobody' }, 404, 'no meter of the serial number nobody'],
    [{ ...period, dma: 'nowhere' }, 404, 'no DMA of the code nowhere'],
    [{ ...period, dma: 'the first', resolution: 'raw' }, 400, 'A DMA has no readings of its own'],
    [{ ...period, dma: 'the first', quantity: 'register' }, 400, 'A DMA has no register'],
    [
      { ...period, dma: 'the first', quantity: 'pressure' },
      404,
      'no meter that measures its pressure',
    ],
    [{ ...period, dma: 'the first', from: period.to, to: period.from }, 400, 'must be before'],
    [
      { ...period, dma: 'the first', from: '1990-01-01T00:00:00Z', resolution: 'five_minutes' },
      400,
      'more than 200000',
    ],
  ])('refuses %j', async (parameters, status, words) => {
    const dma = parameters['dma'] === 'the first' ? { dma: dmaCode() } : {};
    const answer = await get({ ...parameters, ...dma });
    expect([answer.status, answer.body.toString()]).toEqual([
      status,
      expect.stringContaining(words),
    ]);
  });

  it('keeps to what the caller may see', async () => {
    expect((await get(ofMeter(), { as: null })).status).toBe(401);
    expect((await get(ofMeter(), { as: { permissions: ['telemetry:write'] } })).status).toBe(403);
    const scope = { regionIds: [], branchIds: [], dmaIds: [world.tenant.dmas[1]?.id] };
    const hidden = await get(ofMeter(), { as: { scope } });
    const unknown = await get({ ...ofMeter(), meter: 'nobody' }, { as: { scope } });
    expect([hidden.status, unknown.status]).toEqual([404, 404]);
    expect((await get({ dma: dmaCode(), ...period }, { as: { scope } })).status).toBe(404);
  });
});
