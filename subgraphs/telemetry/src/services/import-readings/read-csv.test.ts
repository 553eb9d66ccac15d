import { Readable } from 'node:stream';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { createCollector } from './collect-columns.ts';
import { decode } from './open-text.ts';
import { readRecords } from './read-records.ts';

type Column = 'meter' | 'time' | 'value';

const none = new Map<string, string>();
const letters = ['a', '1', ' ', '"', ',', ';', '\n', '\r\n', 'ก', "'"];
const cell = fc.string({ unit: fc.constantFrom(...letters), maxLength: 6 });
const table = fc.record({
  separator: fc.constantFrom(',', ';', '\t', '|'),
  lineEnd: fc.constantFrom('\n', '\r\n'),
  mark: fc.boolean(),
  endsWithLineEnd: fc.boolean(),
  rows: fc.array(fc.array(cell, { minLength: 1, maxLength: 5 }), { maxLength: 12 }),
  // Quotes spoil the fast way for all that follows: most tables have none.
  quotes: fc.constantFrom('none', 'needed', 'some'),
});
type Table = typeof table extends fc.Arbitrary<infer Value> ? Value : never;

function textOf({ separator, lineEnd, mark, endsWithLineEnd, rows, quotes }: Table): string {
  const header = ['meter', 'time', 'value'].join(separator);
  const lines = rows.map((cells) => cells.map((one) => written(one, separator, quotes)));
  const body = [header, ...lines.map((cells) => cells.join(separator))].join(lineEnd);
  return `${mark ? '\ufeff' : ''}${body}${endsWithLineEnd ? lineEnd : ''}`;
}

function written(text: string, separator: string, quotes: Table['quotes']): string {
  if (quotes === 'none') return text.replaceAll(/["\r\n]/g, '').replaceAll(separator, '');
  const needed = /["\r\n]/.test(text) || text.includes(separator);
  return needed || (quotes === 'some' && text.length % 2 === 0)
    ? `"${text.replaceAll('"', '""')}"`
    : text;
}

/** The bytes of a text, cut wherever the numbers say: within a character or a line end too. */
function cut(text: string, places: readonly number[]): Readable {
  const bytes = Buffer.from(text);
  const borders = places.map((place) => place % (bytes.length + 1)).toSorted((a, b) => a - b);
  return Readable.from(
    [...borders, bytes.length].map((end, n) => bytes.subarray(borders[n - 1], end)),
  );
}

async function* bytesOf(body: Readable): AsyncGenerator<Uint8Array> {
  yield* body as AsyncIterable<Uint8Array>;
}

async function read(body: Readable) {
  const malformed: number[] = [];
  const records: { readonly line: number; readonly cells: readonly string[] }[] = [];
  for await (const some of readRecords(decode(bytesOf(body)), (line) => malformed.push(line))) {
    records.push(...some);
  }
  return { records, malformed };
}

const places = fc.array(fc.nat({ max: 10_000 }), { maxLength: 8 });

describe('reading CSV', () => {
  it('finds what a whole parser finds, whatever the quotes, line ends, mark and borders', async () => {
    await fc.assert(
      fc.asyncProperty(table, places, async (made, borders) => {
        const text = textOf(made);
        const expected = parse(text, {
          bom: true,
          delimiter: made.separator,
          relax_column_count: true,
          skip_empty_lines: true,
        });
        const { records, malformed } = await read(cut(text, borders));
        expect(records.map(({ cells }) => cells)).toEqual(expected);
        expect(malformed).toEqual([]);
      }),
      { numRuns: 400 },
    );
  });

  it('tells the line on which each plain row stands', async () => {
    await fc.assert(
      fc.asyncProperty(table, places, async (made, borders) => {
        const text = textOf({ ...made, quotes: 'none', mark: false });
        const { records } = await read(cut(text, borders));
        const lines = text.split(/\r?\n/);
        for (const { line, cells } of records) {
          expect(cells.join(made.separator)).toBe(lines[line - 1]);
        }
      }),
    );
  });
});

describe('a collector', () => {
  const orders = ['meter time value', 'time value meter', 'value meter time', 'time meter value'];

  it('reads the same from columns in any order, however often a time comes again', () => {
    const row = fc.record({
      meter: fc.constantFrom('M-1', 'M-2', ' M-1 '),
      time: fc.constantFrom('2026-01-01T00:00Z', '2026-01-01T00:15Z', '1/1/2569 07:00', 'soon', ''),
      value: fc.constantFrom('1.5', '2', '', 'x'),
    });
    fc.assert(
      fc.property(fc.array(row), fc.constantFrom(...orders), (rows, order) => {
        const inOrder = collect(rows, 'meter time value');
        expect(collect(rows, order)).toEqual(inOrder);
        // Each row by itself, where no row before it can be taken for it.
        expect(inOrder).toEqual(rows.flatMap((one) => collect([one], 'meter time value')));
      }),
    );
  });

  function collect(rows: readonly Record<Column, string>[], order: string) {
    const header = order.split(' ') as Column[];
    const bad: unknown[] = [];
    const collector = createCollector(
      {
        header,
        quantity: 'FLOW',
        unit: 'm3/h',
        timeZone: 'Asia/Bangkok',
        mapping: none,
        layout: {
          kind: 'long',
          timeColumns: [header.indexOf('time')],
          meterColumn: header.indexOf('meter'),
          valueColumn: header.indexOf('value'),
          qualityColumn: null,
        },
      },
      ({ reason, message }) => bad.push({ reason, message }),
    );
    return rows.flatMap((row) => {
      bad.length = 0;
      collector.add({ line: 1, cells: header.map((name) => row[name]) });
      const { series, seriesOf, at, values } = collector.take().columns;
      const taken = Array.from(at, (instant, n) => [
        series[seriesOf[n] ?? 0]?.serialNumber,
        instant,
        values[n],
      ]);
      return [...taken, ...bad];
    });
  }
});
