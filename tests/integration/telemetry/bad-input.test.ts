import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { importReadings } from '@waris/telemetry';
import { testRequest } from '@waris/testkit';
import { openIngestWorld, type IngestWorld } from './ingest-world.ts';
import { openBroker } from './mqtt-broker.ts';
import { openIngesting, until, type Broker, type Ingesting } from './mqtt-door.ts';
import { openWorld, pick, type World } from './world.ts';

/** A reading as somebody writes it: `value` is the very text of it. */
type Row = {
  readonly serialNumber: string;
  readonly at: string;
  readonly value: string;
  readonly unit: string;
};

/** GAP: passed over as no reading; REFUSED: the call as a whole, whatever the caller chose. */
type Outcome = { readonly storedCount: number; readonly reasons: readonly string[] };

const doors = ['recordReadings', 'NDJSON', 'CSV', 'file', 'MQTT'] as const;
type Door = (typeof doors)[number];
type Expected = Readonly<Record<Door, string>>;

const all = (reason: string, others: Partial<Expected> = {}): Expected => ({
  recordReadings: reason,
  NDJSON: reason,
  CSV: reason,
  file: reason,
  MQTT: reason,
  ...others,
});

const at = '2026-01-05T00:00:00Z';
const inCells = { CSV: 'NOT_A_NUMBER', file: 'NOT_A_NUMBER' };

type Case = readonly [name: string, row: Partial<Row>, expected: Expected];
const cases: readonly Case[] = [
  ['NaN', { value: 'NaN' }, all('MALFORMED_ROW', { recordReadings: 'REFUSED', ...inCells })],
  [
    'infinity',
    { value: 'Infinity' },
    all('MALFORMED_ROW', { recordReadings: 'REFUSED', ...inCells }),
  ],
  ['1e308', { value: '1e308' }, all('OUT_OF_RANGE')],
  ['-1e308', { value: '-1e308' }, all('OUT_OF_RANGE')],
  // JSON reads it as infinity, which the graph does not take for a number.
  ['1e999', { value: '1e999' }, all('OUT_OF_RANGE', { recordReadings: 'REFUSED' })],
  [
    'nothing',
    { value: '' },
    all('MALFORMED_ROW', { recordReadings: 'GAP', CSV: 'GAP', file: 'GAP' }),
  ],
  ['null', { value: 'null' }, all('NOT_A_NUMBER', { recordReadings: 'GAP' })],
  ['text', { value: '"twelve"' }, all('NOT_A_NUMBER', { recordReadings: 'REFUSED' })],
  [
    'a number in quotes',
    { value: '"12"' },
    all('NOT_A_NUMBER', { recordReadings: 'REFUSED', CSV: '', file: '' }),
  ],
  ['the year 1900', { at: '1900-01-01T00:00:00Z' }, all('TOO_OLD')],
  ['the year 2900', { at: '2900-01-01T00:00:00Z' }, all('IN_THE_FUTURE')],
  [
    'a day that is none',
    { at: '2026-02-30T00:00:00Z' },
    all('BAD_TIME', { recordReadings: 'REFUSED' }),
  ],
  ['no time', { at: '' }, all('BAD_TIME', { recordReadings: 'REFUSED' })],
  ['an unknown meter', { serialNumber: 'nobody' }, all('METER_NOT_FOUND')],
  ['a meter of another region', { serialNumber: 'elsewhere' }, all('METER_NOT_FOUND')],
  [
    'a flow in bar',
    { unit: 'BAR' },
    all('UNIT_DOES_NOT_FIT_QUANTITY', { CSV: 'REFUSED', file: 'REFUSED' }),
  ],
  [
    'a unit that is none',
    { unit: 'furlongs' },
    all('UNIT_DOES_NOT_FIT_QUANTITY', {
      recordReadings: 'REFUSED',
      CSV: 'REFUSED',
      file: 'REFUSED',
    }),
  ],
];

const record = `mutation ($input: RecordReadingsInput!) { recordReadings(input: $input) {
  acceptedCount rejectedReadings { reason } userErrors { __typename }
} }`;

const jsonOf = ({ serialNumber, at: time, value, unit }: Row) =>
  `{"serialNumber":${JSON.stringify(serialNumber)},"quantity":"FLOW","unit":"${unit}","at":"${time}","value":${value}}`;
const csvOf = (rows: readonly Row[]) =>
  ['meter,time,value', ...rows.map((row) => [row.serialNumber, row.at, row.value].join(','))].join(
    '\n',
  );

describe('bad input', () => {
  let world: IngestWorld;
  let elsewhere: World;
  let broker: Broker;
  let ingesting: Ingesting;
  let scope: { regionIds: string[]; branchIds: string[]; dmaIds: string[] };
  let topics = 0;

  beforeAll(async () => {
    [world, elsewhere] = [await openIngestWorld('in-process'), await openWorld()];
    scope = { regionIds: [world.tenant.regionId], branchIds: [], dmaIds: [] };
    broker = await openBroker();
    ingesting = await openIngesting({
      DATABASE_URL: world.postgresUrl,
      MQTT_URL: broker.url,
      MQTT_TOPICS: `bad/${world.tenant.branchCode}/+`,
      MQTT_SCOPE: `region:${world.tenant.regionId}`,
    });
  });
  afterAll(async () => {
    await ingesting.stop();
    await broker.close();
    await elsewhere.close();
    await world.close();
  });

  const unitOf = (rows: readonly Row[]) => rows[1]?.unit ?? '';
  type Send = (rows: readonly Row[], onError: 'SKIP' | 'REJECT') => Promise<readonly string[]>;

  const send: Readonly<Record<Door, Send>> = {
    recordReadings: async (rows, onError) => {
      const valuesOf = ({ value }: Row) =>
        ['NaN', 'Infinity'].includes(value)
          ? Number(value)
          : (JSON.parse(value || 'null') as unknown);
      const readings = rows.map((row) => ({
        serialNumber: row.serialNumber,
        quantity: 'FLOW',
        unit: row.unit,
        at: [row.at],
        values: [valuesOf(row)],
      }));
      const request = testRequest({ scope });
      const { data, errors } = await world.execute(
        record,
        { input: { onError, readings } },
        request,
      );
      if (errors !== undefined) {
        expect(errors[0]?.extensions['code']).toMatch(/BAD_USER_INPUT|GRAPHQL_VALIDATION_FAILED/);
        return ['REFUSED'];
      }
      const { rejectedReadings } = pick(data, 'recordReadings') as {
        rejectedReadings: { reason: string }[];
      };
      return rejectedReadings.map(({ reason }) => reason);
    },
    NDJSON: async (rows, onError) => {
      const body = rows.map(jsonOf).join('\n');
      return answered(await world.post({ body, query: `onError=${onError}`, as: { scope } }));
    },
    CSV: async (rows, onError) => {
      const query = `quantity=flow&unit=${unitOf(rows)}&onError=${onError}`;
      return answered(
        await world.post({ body: csvOf(rows), type: 'text/csv', query, as: { scope } }),
      );
    },
    file: async (rows, onError) => {
      const result = await importReadings(world.contextOf({ scope }), {
        fileName: 'bad.csv',
        openStream: () => Readable.from([Buffer.from(csvOf(rows))]),
        quantity: 'FLOW',
        unit: unitOf(rows),
        timeZone: 'UTC',
        mapping: new Map(),
        onError,
      });
      return result.ok ? result.value.rejected.map(({ reason }) => reason) : ['REFUSED'];
    },
    MQTT: async (rows) => {
      topics += 1;
      const topic = `bad/${world.tenant.branchCode}/${topics}`;
      await broker.publish(topic, rows.map(jsonOf).join('\n'));
      await published();
      return rejectedOf(topic);
    },
  };
  const answered = ({ status, body }: Awaited<ReturnType<IngestWorld['post']>>) => {
    if (status === 200) return (body.rejected ?? []).map(({ reason }) => reason);
    expect([status, body.errors?.[0]?.extensions.code]).toEqual([400, 'BAD_USER_INPUT']);
    return ['REFUSED'];
  };
  const published = () =>
    until('taken in', async () => (await broker.unacknowledged('waris-telemetry')) === 0);
  const rejectedOf = async (topic: string): Promise<readonly string[]> => {
    const rows: { reason: string }[] = await world.sql(
      'select reason from readings.rejected_messages where topic = $1',
      [topic],
    );
    return rows.map(({ reason }) => reason);
  };

  /** One good row before and one behind the bad one. */
  const run = async (
    door: Door,
    bad: Partial<Row>,
    onError: 'SKIP' | 'REJECT',
  ): Promise<Outcome> => {
    const meter = await world.addMeter({
      serialNumber: `bad-${door}-${world.tenant.branchId}-${(meters += 1)}`,
    });
    const far =
      bad.serialNumber === 'elsewhere'
        ? await elsewhere.addMeter({ serialNumber: `far-${meters}` })
        : null;
    const good = { serialNumber: meter.serialNumber, at, value: '1', unit: 'M3_PER_HOUR' };
    const serialNumber = far?.serialNumber ?? bad.serialNumber ?? meter.serialNumber;
    const rows = [
      good,
      { ...good, at: '2026-01-05T00:15:00Z', ...bad, serialNumber },
      { ...good, at: '2026-01-05T00:30:00Z' },
    ];
    const reasons = await send[door](rows, onError);
    if (far !== null) expect(await world.countOf(far.id)).toBe(0);
    return { storedCount: await world.countOf(meter.id), reasons };
  };
  let meters = 0;

  describe.each(doors)('through %s', (door) => {
    it.each(cases)(
      '%s is told with its reason, the rest kept or not as was chosen',
      async (_name, bad, expected) => {
        const reason = expected[door];
        const skipped = await run(door, bad, 'SKIP');
        if (reason === 'REFUSED') {
          expect(skipped).toEqual({ storedCount: 0, reasons: ['REFUSED'] });
          return;
        }
        const isRejected = reason !== 'GAP' && reason !== '';
        const reasons = isRejected ? [reason] : [];
        const storedCount = reason === '' ? 3 : 2;
        expect(skipped).toEqual({ storedCount, reasons });
        // A message has nobody to ask: the rest of it is always kept.
        if (door === 'MQTT') return;
        const kept = isRejected ? 0 : storedCount;
        expect(await run(door, bad, 'REJECT')).toEqual({ storedCount: kept, reasons });
      },
    );
  });

  const bomb = gzipSync(Buffer.alloc(64 * 2 ** 20, '\n'));
  const cut = gzipSync('meter,time,value\nx,2026-01-05T00:00:00Z,1\n').subarray(0, 30);
  it.each([
    ['a gzip bomb', bomb, 413],
    ['a stream that is cut', cut, 400],
  ])('%s is refused at every door that takes files', async (_name, body, status) => {
    for (const type of ['application/x-ndjson', 'text/csv']) {
      const headers = { 'content-encoding': 'gzip' };
      const answer = await world.post({
        body,
        type,
        headers,
        query: 'quantity=flow&unit=L/s&onError=skip',
      });
      expect(answer.status).toBe(status);
    }
    const options = {
      quantity: 'FLOW',
      unit: 'L/s',
      timeZone: 'UTC',
      mapping: new Map(),
      onError: 'SKIP',
    } as const;
    const result = await importReadings(world.contextOf(), {
      ...options,
      fileName: 'x.csv.gz',
      openStream: () => Readable.from([body]),
    });
    expect(result).toMatchObject({ ok: false, errors: [{ kind: 'UnreadableFile' }] });
    const topic = `bad/${world.tenant.branchCode}/${(topics += 1)}`;
    await broker.publish(topic, body);
    await published();
    expect(await rejectedOf(topic)).toEqual([expect.stringMatching(/MALFORMED_ROW|NOT_A_NUMBER/)]);
  });

  it('more rows than a call or message may have are refused before any is stored', async () => {
    const { id, serialNumber } = await world.addMeter({ serialNumber: 'many' });
    const values = Array.from({ length: 100_001 }, () => 1);
    const one = {
      serialNumber,
      quantity: 'FLOW',
      unit: 'M3_PER_HOUR',
      startAt: at,
      intervalSeconds: 60,
      values,
    };
    const { data } = await world.execute(record, { input: { readings: [one], onError: 'SKIP' } });
    expect(pick(data, 'recordReadings', 'userErrors')).toEqual([
      { __typename: 'InvalidInputError' },
    ]);
    const topic = `bad/${world.tenant.branchCode}/many`;
    const row = jsonOf({ serialNumber, at, value: '1', unit: 'L/s' });
    const messages = [
      `[${Array.from({ length: 10_001 }, () => '1').join(',')}]`,
      `${row}\n`.repeat(10_001),
    ];
    for (const message of messages) await broker.publish(topic, message);
    await published();
    expect(await rejectedOf(topic)).toEqual(['MALFORMED_ROW', 'MALFORMED_ROW']);
    expect(await world.countOf(id)).toBe(0);
  });
});
