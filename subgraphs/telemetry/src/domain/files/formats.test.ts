import { detectEncoding, detectSeparator, isGzip } from './detect-format.ts';
import { findLayout } from './layout.ts';
import { parseNumber } from './parse-number.ts';

const none = new Map<string, string>();

describe('parseNumber', () => {
  it.each([
    ['12.5', 12.5],
    [' -3 ', -3],
    ['1e3', 1000],
    ['.5', 0.5],
    ['1,234,567.5', 1_234_567.5],
    ['๑๒.๕', 12.5],
    ['', null],
    ['  ', null],
  ])('reads %p', (text, expected) => {
    expect(parseNumber(text)).toBe(expected);
  });

  it.each(['NaN', 'Infinity', '-', '0x10', '12,5', '1 000', '12.5.1', '=1+1'])(
    'refuses %p',
    (text) => {
      expect(parseNumber(text)).toBeNaN();
    },
  );
});

describe('the format of a file', () => {
  it('is told from its first bytes', () => {
    expect(detectEncoding(Buffer.from('วันที่,a'))).toBe('utf-8');
    // Cut inside a letter.
    expect(detectEncoding(Buffer.from('วัน').subarray(0, 8))).toBe('utf-8');
    expect(detectEncoding(Uint8Array.of(0xc7, 0xd1, 0xb9, 0x2c))).toBe('windows-874');
    expect(detectEncoding(Uint8Array.of(0xff, 0xfe, 0x61, 0))).toBe('utf-16le');
    expect(isGzip(Uint8Array.of(0x1f, 0x8b, 8))).toBe(true);
  });

  it('has the separator that cuts its heading into the most cells', () => {
    expect(['a,b', 'a;b;"c,d,e,f"', 'a\tb,c\td', 'a|b|c', 'a'].map(detectSeparator)).toEqual([
      ',',
      ';',
      '\t',
      '|',
      ',',
    ]);
  });
});

describe('findLayout', () => {
  it('takes a file with a meter and a value column as long, in Thai or English', () => {
    const long = { timeColumns: [1], meterColumn: 0, valueColumn: 2, qualityColumn: null };
    expect(findLayout(['Meter ID', 'Timestamp', 'Flow (m3/h)'], 'FLOW', none)).toMatchObject({
      value: long,
    });
    expect(findLayout(['รหัส dma', 'วันที่', 'น้ำเข้า'], 'FLOW', none)).toMatchObject({ value: long });
    expect(findLayout(['รหัส dma', 'วันที่', 'ความดัน'], 'PRESSURE', none)).toMatchObject({
      value: long,
    });
  });

  it('takes the column of the quantity, and a day with a time of day', () => {
    const header = ['วันที่', 'เวลา', 'เลขมาตร', 'น้ำเข้า', 'แรงดัน', 'คุณภาพ'];
    expect(findLayout(header, 'PRESSURE', none)).toMatchObject({
      value: {
        kind: 'long',
        timeColumns: [0, 1],
        meterColumn: 2,
        valueColumn: 4,
        qualityColumn: 5,
      },
    });
    // The letter am taken apart, as some programs write it.
    expect(
      findLayout(['dma', 'date', 'น\u0e49\u0e4d\u0e32เข\u0e49\u0e32'], 'FLOW', none),
    ).toMatchObject({
      value: { kind: 'long', valueColumn: 2 },
    });
  });

  it('takes any other file as wide, its first column the time unless another is named so', () => {
    expect(
      findLayout(['datetime_europe_rome', 'A', 'B'], 'FLOW', new Map([['B', 'm']])),
    ).toMatchObject({
      value: { kind: 'wide', timeColumns: [0], meters: [{ column: 2, serialNumber: 'm' }] },
    });
    expect(findLayout(['A', 'time', 'B'], 'FLOW', none)).toMatchObject({
      value: { timeColumns: [1], meters: [{ column: 0 }, { column: 2 }] },
    });
  });

  it('refuses a heading without meters, with one twice, or without a mapped one', () => {
    expect(findLayout(['time'], 'FLOW', none).ok).toBe(false);
    expect(findLayout(['time', 'A', 'A'], 'FLOW', none).ok).toBe(false);
    expect(findLayout(['time', 'A'], 'FLOW', new Map([['B', 'm']])).ok).toBe(false);
    expect(findLayout(['meter', 'value'], 'FLOW', none).ok).toBe(false);
  });
});
