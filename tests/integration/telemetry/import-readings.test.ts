import { Readable, Writable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { importReadings, type ImportOptions } from '@waris/telemetry';
import { describeWithData, readReferenceData } from '@waris/testkit/reference-data';
import { openWorld, type World } from './world.ts';

type Given = Partial<Omit<ImportOptions, 'openStream' | 'fileName'>>;

describe('importReadings', () => {
  let world: World;
  beforeAll(async () => {
    world = await openWorld();
  });
  afterAll(() => world.close());

  const run = (content: string | Uint8Array, given: Given = {}) =>
    importReadings(world.contextOf(), {
      fileName: '/somewhere/readings.csv',
      openStream: () => Readable.from([Buffer.from(content)]),
      quantity: 'FLOW',
      unit: 'm3/h',
      timeZone: 'Asia/Bangkok',
      mapping: new Map(),
      onError: 'REJECT',
      ...given,
    });
  const flowsOf = async (meterId: string) => {
    const rows: { at: Date; flow: number }[] = await world.sql(
      `select recorded_at as at, flow_m3_per_hour as flow from readings.flow_readings
       where meter_id = $1 order by recorded_at`,
      [meterId],
    );
    return rows.map(({ at, flow }) => [at.toISOString(), flow] as const);
  };

  describeWithData('battledim', 'from L-TOWN', () => {
    it('takes a real file as it is, and the same file twice changes nothing', async () => {
      const text = readReferenceData('battledim/scada_2019h1_flows_m3h.csv.gz');
      const lines = text.trim().split('\n').slice(0, 2001);
      const [header = '', ...records] = lines;
      const names = header.split(',').slice(1);
      const meters = await Promise.all(names.map((name) => world.addMeter({ serialNumber: name })));
      const mapping = new Map(names.map((name, i) => [name, meters[i]?.serialNumber ?? '']));
      const packed = gzipSync(lines.join('\n'));

      const first = await run(packed, { mapping, timeZone: 'UTC' });
      expect(first).toMatchObject({
        ok: true,
        value: { stored: true, rowCount: 6000, acceptedCount: 6000, duplicateCount: 0 },
      });
      const again = await run(packed, { mapping, timeZone: 'UTC', onError: 'SKIP' });
      expect(again).toMatchObject({ ok: true, value: { acceptedCount: 0, duplicateCount: 6000 } });

      for (const [index, meter] of meters.entries()) {
        const expected = records.map((line) => {
          const cells = line.split(',');
          return [
            new Date(`${cells[0]?.replace(' ', 'T')}Z`).toISOString(),
            Number(cells[index + 1]),
          ];
        });
        expect(await flowsOf(meter.id)).toEqual(expected);
      }
    });
  });

  describeWithData('bwdf', 'from a town with summer time', () => {
    it('takes hours of summer time by their offsets, gaps left out', async () => {
      const text = readReferenceData('bwdf/dma_inflow_hourly_Ls.csv.gz');
      const [header = '', ...all] = text.trim().split('\n');
      const records = all.filter(
        (line) => line.startsWith('2021-10-3') || line.startsWith('2021-03-28'),
      );
      const meter = await world.addMeter({ serialNumber: 'bwdf-C' });
      const result = await run([header, ...records].join('\n'), {
        mapping: new Map([['DMA_C', meter.serialNumber]]),
        unit: 'L/s',
        timeZone: 'Europe/Rome',
      });
      const column = header.split(',').indexOf('DMA_C');
      const expected = records.flatMap((line) => {
        const cells = line.split(',');
        const at = new Date(String(cells[0]).replace(/(\d{2})$/, ':$1')).toISOString();
        return cells[column] === '' ? [] : [[at, Number(cells[column]) * 3.6]];
      });
      // The day of 23 hours, and two of which the second has 25.
      expect(records).toHaveLength(23 + 24 + 25);
      expect(result).toMatchObject({ ok: true, value: { acceptedCount: expected.length } });
      expect(await flowsOf(meter.id)).toEqual(expected);
    });
  });

  it('keeps the good rows of a bad file and writes the others with their reasons', async () => {
    const meter = await world.addMeter({ serialNumber: 'bad' });
    const sn = meter.serialNumber;
    const written: string[] = [];
    const rejectedTo = new Writable({
      write: (chunk, _encoding, done) => {
        written.push(String(chunk));
        done();
      },
    });
    const content = [
      'meter,time,value,quality',
      `${sn},2026-01-15T00:00:00Z,1,`,
      `${sn},2026-01-15T00:15:00Z,abc,`,
      `nobody,2026-01-15T00:15:00Z,1,`,
      `${sn},2026-02-31T00:15:00Z,1,`,
      `${sn},2199-01-15T00:15:00Z,1,`,
      `${sn},2026-01-15T00:30:00Z,1e308,`,
      `${sn},2026-01-15T00:45:00Z,2,101`,
      `${sn},2026-01-15T00:00:00Z,9,`,
      `${sn},2026-01-15T01:00:00Z,3,80,surplus`,
      `${sn},2026-01-15T01:15:00Z,,`,
      `${sn},2026-01-15T01:30:00Z,-4,70`,
    ].join('\r\n');
    const refused = await run(content);
    expect(refused).toMatchObject({ ok: true, value: { stored: false, acceptedCount: 0 } });
    expect(await flowsOf(meter.id)).toEqual([]);

    const kept = await run(content, { onError: 'SKIP', rejectedTo });
    if (!kept.ok) throw new Error('refused');
    expect(kept.value).toMatchObject({ stored: true, acceptedCount: 2, rejectedCount: 8 });
    expect(
      kept.value.rejected.map(({ file, line, column, reason }) => [file, line, column, reason]),
    ).toEqual(
      expect.arrayContaining([
        ['readings.csv', 3, 'value', 'NOT_A_NUMBER'],
        ['readings.csv', 4, 'value', 'METER_NOT_FOUND'],
        ['readings.csv', 5, 'time', 'BAD_TIME'],
        ['readings.csv', 6, 'value', 'IN_THE_FUTURE'],
        ['readings.csv', 7, 'value', 'OUT_OF_RANGE'],
        ['readings.csv', 8, 'value', 'BAD_QUALITY'],
        ['readings.csv', 9, 'value', 'CONFLICTS_WITHIN_CALL'],
        ['readings.csv', 10, null, 'MALFORMED_ROW'],
      ]),
    );
    expect(await flowsOf(meter.id)).toEqual([
      ['2026-01-15T00:00:00.000Z', 1],
      ['2026-01-15T01:30:00.000Z', -4],
    ]);
    const lines = written.join('').trim().split('\n');
    expect(lines[0]).toBe('file,line,column,reason,message');
    expect(lines).toHaveLength(9);
  });

  it('reads Thai headings, digits, months and Buddhist years in CP874, semicolons between', async () => {
    const meter = await world.addMeter({ serialNumber: 'thai' });
    const text = [
      'รหัส dma;วันที่;ปริมาณน้ำเข้า',
      'ท่าหลวง;๑๕ ม.ค. ๒๕๖๙ 10:30;๑๒.๕',
      'ท่าหลวง;16/1/2569 10:30;"1,250"',
    ].join('\n');
    // Thai letters lie in CP874 as in Unicode, 0x0e00 higher less 0xa0.
    const cp874 = Uint8Array.from(text, (letter) => {
      const code = letter.charCodeAt(0);
      return code < 0x80 ? code : code - 0x0e00 + 0xa0;
    });
    const mapping = new Map([['ท่าหลวง', meter.serialNumber]]);
    const result = await run(cp874, { mapping });
    expect(result).toMatchObject({ ok: true, value: { stored: true, acceptedCount: 2 } });
    const expected = [
      ['2026-01-15T03:30:00.000Z', 12.5],
      ['2026-01-16T03:30:00.000Z', 1250],
    ];
    expect(await flowsOf(meter.id)).toEqual(expected);
    // The same in UTF-8 with its mark changes nothing.
    const again = await run(`\ufeff${text}`, { mapping });
    expect(again).toMatchObject({ ok: true, value: { duplicateCount: 2, rejectedCount: 0 } });
  });

  it('tells of local hours that the clocks skipped or showed twice', async () => {
    const meter = await world.addMeter({ serialNumber: 'dst' });
    const rows = [
      '2026-03-29 02:30,1',
      '2026-03-29 03:00,2',
      '2025-10-26 02:30,3',
      '2025-10-26 03:00,4',
    ];
    const result = await run([`time,${meter.serialNumber}`, ...rows].join('\n'), {
      timeZone: 'Europe/Rome',
      onError: 'SKIP',
    });
    if (!result.ok) throw new Error('refused');
    expect(result.value.rejected.map(({ line, reason }) => [line, reason])).toEqual([
      [2, 'BAD_TIME'],
      [4, 'BAD_TIME'],
    ]);
    expect((await flowsOf(meter.id)).map(([at]) => at)).toEqual([
      '2025-10-26T02:00:00.000Z',
      '2026-03-29T01:00:00.000Z',
    ]);
  });

  it('refuses files that are damaged, bombs, empty or about nothing', async () => {
    const bomb = gzipSync(`time,a\n${`${' '.repeat(100_000)}\n`.repeat(80)}`);
    const cut = gzipSync('time,a\n2026-01-01 00:00,1\n').subarray(0, 30);
    const messages = await Promise.all(
      [bomb, cut, '', 'time\n', Buffer.concat([cut.subarray(0, 12), Buffer.alloc(40, 7)])].map(
        async (content) => {
          const result = await run(content, { onError: 'SKIP' });
          return result.ok ? 'read' : result.errors[0]?.message;
        },
      ),
    );
    expect(messages).toEqual([
      expect.stringContaining('400 times its size'),
      expect.stringContaining('damaged or cut short'),
      expect.stringContaining('The file is empty'),
      expect.stringContaining('names no meter'),
      expect.stringContaining('damaged or cut short'),
    ]);
    expect(await run('time,a\n', { unit: 'bar' })).toMatchObject({ ok: false });
    expect(await run('time,a\n', { timeZone: 'Mars/Base' })).toMatchObject({ ok: false });
    expect(await run('time,a\n', { mapping: new Map([['b', 'x']]) })).toMatchObject({ ok: false });
  });

  it('stores nothing of a long file whose last row contradicts its first', async () => {
    const meter = await world.addMeter({ serialNumber: 'long' });
    const start = Date.parse('2025-01-01T00:00:00Z');
    const rows = Array.from(
      { length: 25_000 },
      (_, i) => `${meter.serialNumber};${new Date(start + i * 60_000).toISOString()};${i % 90}`,
    );
    const content = ['meter;time;flow', ...rows, rows[0]?.replace(/0$/, '7')].join('\n');
    const refused = await run(content, { onError: 'REJECT' });
    expect(refused).toMatchObject({
      ok: true,
      value: {
        stored: false,
        acceptedCount: 0,
        rejectedCount: 1,
        rejected: [{ line: 25_002, reason: 'CONFLICTS_WITH_STORED' }],
      },
    });
    expect(await flowsOf(meter.id)).toHaveLength(0);
    const progress: number[] = [];
    const onProgress = ({ rowCount }: { rowCount: number }) => progress.push(rowCount);
    const kept = await run(content, { onError: 'SKIP', onProgress });
    expect(kept).toMatchObject({ ok: true, value: { acceptedCount: 25_000, rejectedCount: 1 } });
    expect(progress).toEqual([20_000, 25_001, 25_001]);
  }, 30_000);

  it('goes on after a row with a stray quote', async () => {
    const meter = await world.addMeter({ serialNumber: 'quote' });
    const content = `time,${meter.serialNumber}\n2026-01-15 00:00,1\n2026-01-15 00:15,a"b"\n2026-01-15 00:30,3\n`;
    const result = await run(content, { onError: 'SKIP' });
    expect(result).toMatchObject({ ok: true, value: { acceptedCount: 2, rejectedCount: 1 } });
  });
});
