import {
  BSONRegExp,
  Binary,
  Decimal128,
  Double,
  Long,
  MaxKey,
  MinKey,
  ObjectId,
  Timestamp,
} from 'bson';
import fc from 'fast-check';
import { fromDouble } from './bson.ts';
import { compareValues, equalValues, identical, valueKey } from './order.ts';

const ordered: readonly unknown[] = [
  new MinKey(),
  undefined,
  null,
  Number.NaN,
  -Infinity,
  new Long(-5n),
  0.5,
  new Decimal128('0.75'),
  1,
  Long.fromString('9007199254740993'),
  Infinity,
  '',
  'a',
  'ก',
  '\u{1F600}',
  { a: 1 },
  { a: 1, b: 1 },
  { a: 2 },
  { a: 'x' },
  [],
  [1, 2],
  [2],
  new Binary(Buffer.from([1])),
  new ObjectId('000000000000000000000001'),
  new ObjectId('000000000000000000000002'),
  false,
  true,
  new Date(0),
  new Date(1),
  new Timestamp({ t: 1, i: 1 }),
  new BSONRegExp('a', 'i'),
  new MaxKey(),
];

const someNumber = fc.oneof(
  fc.integer().map((value) => value),
  fc.double().map(fromDouble),
  fc.integer().map((value) => new Double(value)),
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map((value) => Long.fromBigInt(value)),
  fc.integer({ min: -1000, max: 1000 }).map((value) => new Decimal128(`${value}.5`)),
);

describe('the order of values', () => {
  it('follows MongoDB across types', () => {
    for (const [index, value] of ordered.entries()) {
      for (const [other, second] of ordered.entries()) {
        expect([index, other, Math.sign(compareValues(value, second))]).toEqual([
          index,
          other,
          Math.sign(index - other),
        ]);
      }
    }
  });

  it('takes numbers of different types for equal and their keys for the same', () => {
    const ones = [1, new Double(1), new Long(1n), new Decimal128('1.0')];
    expect(ones.every((one) => equalValues(one, 1) && valueKey(one) === valueKey(1))).toBe(true);
    expect(ones.filter((one) => identical(one, 1))).toHaveLength(1);
  });

  it('tells apart 64-bit integers that are equal as doubles', () => {
    const [a, b] = ['9007199254740992', '9007199254740993'].map((text) => Long.fromString(text));
    expect(compareValues(a, b)).toBe(-1);
    expect(compareValues(b, 9007199254740992)).toBe(1);
    expect(valueKey(a)).not.toBe(valueKey(b));
  });

  it('gives two numbers the same key exactly when they are equal', () => {
    fc.assert(
      fc.property(someNumber, someNumber, (a, b) => {
        expect(valueKey(a) === valueKey(b)).toBe(compareValues(a, b) === 0);
        expect(compareValues(a, b) + compareValues(b, a)).toBe(0);
      }),
    );
  });

  it('takes the order of fields in documents seriously', () => {
    expect(equalValues({ a: 1, b: 2 }, { b: 2, a: 1 })).toBe(false);
  });
});
