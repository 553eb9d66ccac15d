import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { text } from 'node:stream/consumers';
import { csvOf, type CsvOptions } from './export-csv.ts';
import type { ExportPage, ExportTable } from './export-table.ts';

const plain: CsvOptions = { time: 'offset', byteOrderMark: false };
const tableOf = (pages: readonly ExportPage[], timeZone = 'Asia/Bangkok'): ExportTable => ({
  name: 'x',
  timeZone,
  columns: [
    { name: 'start_at', type: 'instant' },
    { name: 'flow_m3_per_hour', type: 'number' },
    { name: 'filled', type: 'flag' },
    { name: 'rule', type: 'text' },
  ],
  pages: (async function* () {
    yield* pages;
  })(),
});
const page: ExportPage = [
  Float64Array.of(Date.parse('2026-03-29T00:30:00Z'), Date.parse('2026-03-29T01:30:00.250Z')),
  Float64Array.of(1.5, Number.NaN),
  Float64Array.of(0, 1),
  [null, '=1+"2"'],
];

describe('a CSV export', () => {
  it.each<[Partial<CsvOptions>, readonly string[]]>([
    [{}, ['2026-03-29T01:30:00+01:00', '2026-03-29T03:30:00.250+02:00']],
    [{ time: 'utc' }, ['2026-03-29T00:30:00.000Z', '2026-03-29T01:30:00.250Z']],
    [{ time: 'local' }, ['2026-03-29 01:30:00', '2026-03-29 03:30:00.250']],
  ])('writes instants as asked: %j', async (options, instants) => {
    const lines = (
      await text(Readable.from(csvOf(tableOf([page], 'Europe/Berlin'), { ...plain, ...options })))
    ).split('\r\n');
    expect(lines[0]).toBe('start_at,flow_m3_per_hour,filled,rule');
    expect([lines[1]?.split(',')[0], lines[2]?.split(',')[0]]).toEqual(instants);
    expect(lines[1]?.endsWith(',1.5,false,')).toBe(true);
    // A text that begins like a formula is no formula to a spreadsheet.
    expect(lines[2]?.endsWith(`,,true,"'=1+""2"""`)).toBe(true);
  });

  it('writes half-hour offsets and those west of Greenwich', async () => {
    const first = async (zone: string) =>
      (await text(Readable.from(csvOf(tableOf([page], zone), plain))))
        .split('\r\n')[1]
        ?.split(',')[0];
    expect(await first('Asia/Kolkata')).toBe('2026-03-29T06:00:00+05:30');
    expect(await first('America/St_Johns')).toBe('2026-03-28T22:00:00-02:30');
  });

  it('begins with a byte order mark on request, and has a header when it is empty', async () => {
    expect(await text(Readable.from(csvOf(tableOf([]), plain)))).toBe(
      'start_at,flow_m3_per_hour,filled,rule\r\n',
    );
    const [first] = await Array.fromAsync(csvOf(tableOf([]), { ...plain, byteOrderMark: true }));
    expect(first?.charCodeAt(0)).toBe(0xfeff);
  });

  it('makes no page before it is read', async () => {
    let made = 0;
    const table: ExportTable = {
      ...tableOf([]),
      pages: (async function* () {
        for (;;) {
          made += 1;
          yield [
            new Float64Array(1_000),
            new Float64Array(1_000),
            new Float64Array(1_000),
            Array.from({ length: 1_000 }, () => null),
          ];
        }
      })(),
    };
    const stream = Readable.from(csvOf(table, plain), { objectMode: false });
    stream.once('readable', () => undefined);
    await sleep(50);
    expect(made).toBeLessThan(4);
    stream.destroy();
  });
});
