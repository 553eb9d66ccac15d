import { gzipSync } from 'node:zlib';
import { setTimeout as sleep } from 'node:timers/promises';
import { line, openIngestWorld, type IngestWorld, type Transport } from './ingest-world.ts';

describe.each<Transport>(['in-process', 'http'])('POST /ingest/readings, %s', (transport) => {
  let world: IngestWorld;
  beforeAll(async () => {
    world = await openIngestWorld(transport);
  });
  afterAll(() => world.close());

  it('stores NDJSON of several meters and quantities, plain or gzip, and again changes nothing', async () => {
    const [flow, pressure] = await Promise.all([
      world.addMeter({ serialNumber: 'nd-flow' }),
      world.addMeter({ serialNumber: 'nd-pressure', kind: 'pressure' }),
    ]);
    const body = [
      line(flow.serialNumber, 0, 1.5),
      line(flow.serialNumber, 15, 2, { quality: 80, note: 'unknown members are passed over' }),
      '',
      line(pressure.serialNumber, 0, 3, { quantity: 'PRESSURE', unit: 'BAR' }),
    ].join('\n');
    const first = await world.post({ body });
    expect(first).toMatchObject({
      status: 200,
      body: { stored: true, rowCount: 3, acceptedCount: 3, duplicateCount: 0, rejectedCount: 0 },
    });
    expect(first.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
    const again = await world.post({
      body: gzipSync(`${body}\r\n`),
      headers: { 'content-encoding': 'gzip' },
    });
    expect(again.body).toMatchObject({ acceptedCount: 0, duplicateCount: 3 });
    const rows = await world.sql(
      'select flow_m3_per_hour as flow, quality from readings.flow_readings where meter_id = $1 order by recorded_at',
      [flow.id],
    );
    expect(rows).toEqual([
      { flow: 5.4, quality: 100 },
      { flow: 7.2, quality: 80 },
    ]);
  });

  it('stores CSV, long and wide, by the parameters of the query', async () => {
    const meter = await world.addMeter({ serialNumber: 'csv' });
    const query = 'quantity=flow&unit=m3/h&timeZone=Europe/Rome';
    const long = `meter,time,value\n${meter.serialNumber},2026-01-15 01:00,4\n`;
    const wide = `time;${meter.serialNumber}\n2026-01-15 02:00;5\n15/1/2026 03:00;6\n`;
    expect((await world.post({ body: long, type: 'text/csv', query })).body.acceptedCount).toBe(1);
    const second = await world.post({ body: wide, type: 'text/csv; charset=utf-8', query });
    expect(second.body.acceptedCount).toBe(2);
    const [row] = await world.sql(
      'select min(recorded_at) as at from readings.flow_readings where meter_id = $1',
      [meter.id],
    );
    expect(row).toEqual({ at: new Date('2026-01-15T00:00:00Z') });
  });

  it('keeps all or nothing, or the good rows with onError=skip, and tells why of the others', async () => {
    const meter = await world.addMeter({ serialNumber: 'bad' });
    const sn = meter.serialNumber;
    const body = [
      line(sn, 0, 1),
      '{"serialNumber":',
      '[1]',
      line(sn, 1, '2'),
      line(sn, 2, null),
      line('nobody', 3, 1),
      line(sn, 4, 1e308),
      line(sn, 5, 1, { at: '2026-02-30T00:00:00Z' }),
      line(sn, 5, 1, { at: '2026-01-01 00:00' }),
      line(sn, 5, 1, { at: '2900-01-01T00:00:00Z' }),
      line(sn, 5, 1, { at: '1900-01-01T00:00:00Z' }),
      line(sn, 6, 1, { unit: 'bar' }),
      line(sn, 7, 1, { quality: 'good' }),
      line(sn, 8, 1, { quantity: 'SALT' }),
      line(sn, 0, 9),
      `{"serialNumber":"${'x'.repeat(70_000)}"}`,
      line(sn, 9, -2),
    ].join('\n');
    const refused = await world.post({ body });
    expect(refused).toMatchObject({ status: 200, body: { stored: false, acceptedCount: 0 } });
    expect(await world.countOf(meter.id)).toBe(0);
    const kept = await world.post({ body, query: 'onError=skip' });
    expect(kept.body).toMatchObject({ stored: true, acceptedCount: 2, rejectedCount: 15 });
    const reasons = kept.body.rejected?.map((row) => [row.line, row.reason] as const);
    expect(reasons?.toSorted(([a], [b]) => a - b)).toEqual([
      [2, 'MALFORMED_ROW'],
      [3, 'MALFORMED_ROW'],
      [4, 'NOT_A_NUMBER'],
      [5, 'NOT_A_NUMBER'],
      [6, 'METER_NOT_FOUND'],
      [7, 'OUT_OF_RANGE'],
      [8, 'BAD_TIME'],
      [9, 'BAD_TIME'],
      [10, 'IN_THE_FUTURE'],
      [11, 'TOO_OLD'],
      [12, 'UNIT_DOES_NOT_FIT_QUANTITY'],
      [13, 'BAD_QUALITY'],
      [14, 'MALFORMED_ROW'],
      [15, 'CONFLICTS_WITHIN_CALL'],
      [16, 'MALFORMED_ROW'],
    ]);
    expect(await world.countOf(meter.id)).toBe(2);
  });

  it('streams every rejected row where NDJSON is accepted, the summary last', async () => {
    const body = Array.from({ length: 250 }, (_, i) => line('nobody', i, 1)).join('\n');
    const headers = { accept: 'application/x-ndjson' };
    const response = await world.send({ body, headers, query: 'onError=skip' });
    expect(response.headers.get('content-type')).toBe('application/x-ndjson');
    const lines = (await response.text()).trimEnd().split('\n');
    const rows = lines.map((text) => JSON.parse(text) as Record<string, unknown>);
    expect(rows).toHaveLength(251);
    expect(rows[249]).toMatchObject({ line: 250, reason: 'METER_NOT_FOUND' });
    expect(rows[250]).toMatchObject({ stored: true, rejectedCount: 250 });
    expect(rows[250]?.['rejected']).toHaveLength(100);
  });

  it('ends a stream of rejected rows with the error that ended it', async () => {
    const response = await world.send({
      body: `${line('nobody', 1, 1)}\n`,
      headers: { accept: 'application/x-ndjson', 'content-encoding': 'gzip' },
    });
    expect(response.status).toBe(200);
    const last = (await response.text()).trimEnd().split('\n').at(-1) ?? '';
    expect(JSON.parse(last)).toMatchObject({
      errors: [{ extensions: { code: 'BAD_USER_INPUT' } }],
    });
  });

  const bomb = gzipSync(Buffer.alloc(64 * 2 ** 20, '\n'));
  it.each([
    ['no credentials', 401, 'UNAUTHENTICATED', { as: null }],
    [
      'bad credentials',
      401,
      'UNAUTHENTICATED',
      { as: null, headers: { authorization: 'Bearer stolen' } },
    ],
    ['no permission', 403, 'FORBIDDEN', { as: { permissions: ['telemetry:read' as const] } }],
    ['another content type', 415, 'UNSUPPORTED_MEDIA_TYPE', { type: 'application/json' }],
    ['another encoding', 415, 'UNSUPPORTED_MEDIA_TYPE', { headers: { 'content-encoding': 'br' } }],
    ['what is not gzip', 400, 'BAD_USER_INPUT', { headers: { 'content-encoding': 'gzip' } }],
    [
      'a gzip bomb',
      413,
      'PAYLOAD_TOO_LARGE',
      { body: bomb, headers: { 'content-encoding': 'gzip' } },
    ],
    [
      'gzip cut short',
      400,
      'BAD_USER_INPUT',
      { body: gzipSync(line('x', 1, 1)).subarray(0, 40), headers: { 'content-encoding': 'gzip' } },
    ],
    ['CSV without a unit', 400, 'BAD_USER_INPUT', { type: 'text/csv', query: 'quantity=flow' }],
    [
      'CSV of nothing',
      400,
      'BAD_USER_INPUT',
      { type: 'text/csv', query: 'quantity=flow&unit=L/s', body: '' },
    ],
    ['an unknown unit', 400, 'BAD_USER_INPUT', { query: 'quantity=flow&unit=bar' }],
    ['an unknown time zone', 400, 'BAD_USER_INPUT', { query: 'timeZone=Mars/Base' }],
    ['an unknown onError', 400, 'BAD_USER_INPUT', { query: 'onError=maybe' }],
    ['an unknown parameter', 400, 'BAD_USER_INPUT', { query: 'units=bar' }],
    ['a key with a space', 400, 'BAD_USER_INPUT', { headers: { 'idempotency-key': 'a b' } }],
  ])('refuses %s with %i %s', async (_what, status, code, sent) => {
    const answer = await world.post({ body: line('x', 1, 1), ...sent });
    expect({ status: answer.status, errors: answer.body.errors }).toEqual({
      status,
      errors: [
        { message: expect.any(String), extensions: { code, requestId: expect.any(String) } },
      ],
    });
  });

  it('shows a meter of another area as absent', async () => {
    const meter = await world.addMeter({ serialNumber: 'elsewhere' });
    const dmaIds = [world.tenant.dmas[1]?.id ?? ''];
    const body = line(meter.serialNumber, 0, 1);
    const as = { scope: { regionIds: [], branchIds: [], dmaIds } };
    const answer = await world.post({ body, as });
    expect(answer.body).toMatchObject({
      stored: false,
      rejected: [{ line: 1, reason: 'METER_NOT_FOUND' }],
    });
    const absent = await world.post({ body: line('no such meter', 0, 1), as });
    const words = (text: unknown) =>
      JSON.stringify(text).replaceAll(/"There is no meter.*?\."/g, '');
    expect(words(absent.body)).toBe(words(answer.body));
  });

  it('answers the same key and body from memory, and refuses the key for another body', async () => {
    const meter = await world.addMeter({ serialNumber: 'key' });
    const headers = { 'idempotency-key': `key-${meter.id}` };
    const body = `${line(meter.serialNumber, 0, 1)}\n${line('nobody \0', 1, 1)}\n`;
    const sent = { body, headers, query: 'onError=skip' };
    const first = await world.post(sent);
    const again = await world.post(sent);
    const packed = await world.post({
      ...sent,
      body: gzipSync(body),
      headers: { ...headers, 'content-encoding': 'gzip' },
    });
    expect(first.body).toMatchObject({ acceptedCount: 1, duplicateCount: 0, rejectedCount: 1 });
    expect(again.body).toEqual(first.body);
    expect(packed.body).toEqual(first.body);
    expect(again.headers.get('idempotency-replayed')).toBe('true');
    const other = { ...sent, body: line(meter.serialNumber, 0, 2) };
    const conflicts = await Promise.all([
      world.post(other),
      world.post({ ...sent, query: 'onError=skip&unit=m3/h' }),
    ]);
    for (const conflict of conflicts) {
      expect(conflict.status).toBe(409);
      expect(conflict.body.errors?.[0]?.extensions.code).toBe('IDEMPOTENCY_CONFLICT');
    }
    expect((await world.post({ ...other, as: { id: 'someone else' } })).status).toBe(200);
    expect(await world.countOf(meter.id)).toBe(1);
  });

  it('does not remember a refusal: what was missing may be there the next time', async () => {
    const headers = { 'idempotency-key': `late-${world.tenant.branchCode}` };
    const serialNumber = `${world.tenant.branchCode}/late`;
    const body = line(serialNumber, 0, 1);
    expect((await world.post({ body, headers })).body.stored).toBe(false);
    await world.addMeter({ serialNumber: 'late' });
    expect((await world.post({ body, headers })).body).toMatchObject({ stored: true });
    expect((await world.post({ body, headers })).body).toMatchObject({ acceptedCount: 1 });
  });

  it('executes one of two that come at once with a key', async () => {
    const meter = await world.addMeter({ serialNumber: 'twice' });
    const headers = { 'idempotency-key': `twice-${meter.id}` };
    const body = Array.from({ length: 500 }, (_, i) => line(meter.serialNumber, i, i)).join('\n');
    const answers = await Promise.all([1, 2, 3].map(() => world.post({ body, headers })));
    const ok = answers.filter(({ status }) => status === 200);
    expect(ok.length).toBeGreaterThanOrEqual(1);
    for (const { body: summary } of ok) expect(summary).toEqual(ok[0]?.body);
    expect(ok[0]?.body.acceptedCount).toBe(500);
    for (const { status } of answers) expect([200, 409]).toContain(status);
    expect(await world.countOf(meter.id)).toBe(500);
  });

  it('keeps nothing of a request cut off, or the pieces before with onError=skip', async () => {
    const meter = await world.addMeter({ serialNumber: 'cut' });
    const rows = (count: number) =>
      Array.from({ length: count }, (_, i) => `${line(meter.serialNumber, i, i % 50)}\n`).join('');
    const cutOff = async (query: string) => {
      let sent = false;
      const body = new ReadableStream({
        pull: async (controller) => {
          if (!sent) controller.enqueue(Buffer.from(rows(45_000)));
          else {
            await sleep(1_500);
            controller.error(new Error('cut off'));
          }
          sent = true;
        },
      });
      await expect(world.send({ body, query })).rejects.toThrow();
    };
    await cutOff('');
    expect(await world.countOf(meter.id)).toBe(0);
    await cutOff('onError=skip');
    expect((await world.countOf(meter.id)) % 20_000).toBe(0);
    const whole = await world.post({ body: rows(45_000) });
    expect(whole.body.stored).toBe(true);
    expect(await world.countOf(meter.id)).toBe(45_000);
  }, 60_000);
});
