import { readRecords } from './read-records.ts';

async function* pieces(...texts: readonly string[]) {
  yield* texts;
}

async function read(...texts: readonly string[]) {
  const malformed: number[] = [];
  const records = [];
  for await (const some of readRecords(pieces(...texts), (line) => malformed.push(line))) {
    records.push(...some.map(({ line, cells }) => [line, ...cells]));
  }
  return { records, malformed };
}

const rowsOf = async (...texts: readonly string[]) => (await read(...texts)).records;

describe('readRecords', () => {
  it('reads the same however the text is cut, with either line end and empty lines', async () => {
    const text = 'a;b\r\n\r\n1;2\r\n3;4';
    const expected = [
      [1, 'a', 'b'],
      [3, '1', '2'],
      [4, '3', '4'],
    ];
    expect((await read(text)).records).toEqual(expected);
    expect((await read(...text.split(''))).records).toEqual(expected);
    expect((await read(text.replaceAll('\r', ''))).records).toEqual(expected);
  });

  it('ends a row at a line end of old too, wherever the text is cut', async () => {
    const text = 'a,b\n1,2\r3,4\n5,6\r\n7,8\r';
    const expected = await rowsOf(text);
    const cells = expected.map(([, ...row]) => row.join());
    expect(cells).toEqual(['a,b', '1,2', '3,4', '5,6', '7,8']);
    for (let place = 1; place < text.length; place += 1) {
      expect(await rowsOf(text.slice(0, place), text.slice(place))).toEqual(expected);
    }
  });

  it('counts lines on when the first quote comes late', async () => {
    const { records } = await read('a,b\n1,2\n', '3,', '4\n5,"6,\n7"\n8,9\n');
    expect(records).toEqual([
      [1, 'a', 'b'],
      [2, '1', '2'],
      [3, '3', '4'],
      [5, '5', '6,\n7'],
      [6, '8', '9'],
    ]);
  });

  it('does not keep a row that never ends', async () => {
    const endless = Array<string>(30).fill('x'.repeat(50_000));
    const { records, malformed } = await read('a,b\n1,2\n', ...endless);
    expect(records).toHaveLength(2);
    expect(new Set(malformed)).toEqual(new Set([3]));
  });
});
