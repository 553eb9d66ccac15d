import fc from 'fast-check';
import type { ReadingQuantity } from '../quantity.ts';
import { dayMicros, sameReadings, type DayReadings } from './day-readings.ts';
import { packDay, unpackDay } from './packed-day.ts';
import { factorsOf } from './unit-factors.ts';

const day = 20_500;

function readingsOf(offsetsMs: readonly number[], values: readonly number[], more = {}) {
  const readings: DayReadings = {
    meterId: 'meter',
    day,
    at: Float64Array.from(offsetsMs, (ms) => day * dayMicros + ms * 1000),
    values: Float64Array.from(values),
    second: null,
    third: null,
    quality: new Float64Array(values.length).fill(100),
    qualityCodes: new Float64Array(values.length),
    automatic: null,
    valid: null,
    dmaIds: ['dma'],
    sources: ['api'],
    firstReceivedAt: 1,
    lastReceivedAt: 2,
    ...more,
  };
  return readings;
}

const quarters = (count: number) => Array.from({ length: count }, (_, n) => n * 900_000);
const pack = (readings: DayReadings, quantity: ReadingQuantity = 'FLOW') =>
  packDay(quantity, readings, factorsOf[quantity]);

const double = fc.double({ noNaN: true });
const maybe = fc.oneof(double, fc.constant(Number.NaN));
const bit = fc.constantFrom(0, 1);
const offsets = fc.oneof(
  fc.uniqueArray(fc.integer({ min: 0, max: 86_399_999 }), { minLength: 1, maxLength: 60 }),
  fc.uniqueArray(
    fc.integer({ min: 0, max: 95 }).map((n) => n * 900_000 + 60_000),
    { minLength: 1, maxLength: 96 },
  ),
);

const decimals = fc.tuple(fc.integer({ min: -1e9, max: 1e9 }), fc.integer({ min: 0, max: 5 }));

function anyDay(value: fc.Arbitrary<number>) {
  return offsets.chain((ms) => {
    const sorted = ms.toSorted((a, b) => a - b);
    const column = (of: fc.Arbitrary<number>) =>
      fc.array(of, { minLength: ms.length, maxLength: ms.length }).map((c) => Float64Array.from(c));
    const texts = <Text>(of: fc.Arbitrary<Text>) =>
      fc.oneof(
        of.map((text) => [text]),
        fc.array(of, { minLength: ms.length, maxLength: ms.length }),
      );
    return fc
      .record({
        values: column(value),
        second: fc.option(column(maybe)),
        third: fc.option(column(maybe)),
        quality: column(fc.constantFrom(100, 100, 100, 50, 0)),
        qualityCodes: column(fc.constantFrom(0, 0, 0, 15)),
        automatic: fc.option(column(bit)),
        valid: fc.option(column(bit)),
        dmaIds: texts(fc.constantFrom(null, 'a', 'b')),
        sources: texts(fc.constantFrom('api', 'mqtt')),
      })
      .map((more) => readingsOf(sorted, [...more.values], more));
  });
}

describe('a packed day', () => {
  it('gives back any readings to the bit, whatever their instants, gaps and columns', () => {
    fc.assert(
      fc.property(anyDay(maybe), fc.constantFrom('FLOW', 'REGISTER'), (readings, quantity) => {
        const packed = pack(readings, quantity);
        expect(packed).not.toBeNull();
        if (packed !== null) expect(sameReadings(unpackDay(packed), readings)).toBe(true);
      }),
    );
  });

  it('gives back decimals of any unit as whole numbers', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...factorsOf.FLOW),
        fc.array(decimals, { minLength: 1, maxLength: 96 }),
        (factor, written) => {
          const values = written.map(([whole, places]) => Number(`${whole}e-${places}`) * factor);
          const readings = readingsOf(quarters(values.length), values);
          const packed = pack(readings);
          if (packed === null) throw new Error('not packed');
          expect(sameReadings(unpackDay(packed), readings)).toBe(true);
        },
      ),
    );
  });

  it('takes two bytes a value where the day spans little, four where it spans more', () => {
    const small = pack(readingsOf(quarters(3), [3.7 * 3.6, 3.5625 * 3.6, 3.2725 * 3.6]));
    expect(small?.header).toMatchObject({ divisor: 10_000, factor: 3.6 });
    expect(small?.smallValues).toHaveLength(3);
    const large = pack(readingsOf(quarters(2), [0.001, 90.123]));
    expect(large?.wholeValues).toEqual([1, 90_123]);
    const means = pack(readingsOf(quarters(3), [3.7, 23.5625, 3.2725]));
    expect(means?.header.divisor).toBe(400);
    expect(means?.smallValues).not.toBeNull();
  });

  it('falls back to doubles when no decimals reproduce the values', () => {
    expect(pack(readingsOf(quarters(2), [Math.PI, -0]))?.floatValues).toEqual([Math.PI, -0]);
  });

  it('keeps a regular day on a grid with gaps, and an irregular one by offsets', () => {
    const gap = pack(readingsOf([900_000, 2_700_000], [1, 2]));
    expect(gap).toMatchObject({ header: { phaseMs: 900_000, intervalMs: 1_800_000 } });
    const hole = pack(readingsOf([0, 900_000, 2_700_000], [1, 2, 3]));
    expect(hole?.offsetsMs).toBeNull();
    expect(hole?.smallValues?.[2]).toBeNull();
    expect(pack(readingsOf([3, 901_001], [1, 2]))?.offsetsMs).toEqual([3, 901_001]);
  });

  it('refuses instants below the millisecond, which stay rows', () => {
    expect(pack(readingsOf([0.5], [1]))).toBeNull();
  });

  it('keeps of registers only the consumption that does not follow from them', () => {
    const registers = [100.1, 100.4, 101.2];
    const second = Float64Array.of(7, 100.4 - 100.1, 101.2 - 100.4);
    const packed = pack(readingsOf(quarters(3), registers, { second }), 'REGISTER');
    expect(packed).toMatchObject({ secondFollows: true, secondValues: [7] });
    const odd = pack(readingsOf(quarters(3), registers, { second: second.fill(1, 1) }), 'REGISTER');
    expect(odd).toMatchObject({ secondFollows: null, secondValues: [7, 1, 1] });
  });
});
