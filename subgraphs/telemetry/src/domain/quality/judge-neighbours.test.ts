import fc from 'fast-check';
import type { ReadingQuantity } from '../quantity.ts';
import { judgeNeighbours } from './judge-neighbours.ts';
import { qualityCodes } from './quality-codes.ts';
import { reachMs, usualThresholds, type QualityThresholds } from './thresholds.ts';

const quarter = 900_000;
const judge = (
  values: readonly number[],
  thresholds: Partial<QualityThresholds>,
  quantity: ReadingQuantity = 'FLOW',
  codes: readonly number[] = values.map(() => 0),
) =>
  Array.from(
    judgeNeighbours(
      {
        quantity,
        at: Float64Array.from(values, (_, i) => i * quarter),
        values: Float64Array.from(values),
        codes: Uint8Array.from(codes),
      },
      { ...none, ...thresholds },
    ),
  );
const none: QualityThresholds = {
  ...usualThresholds('customer', 'FLOW'),
  stuckHours: null,
  spikeStep: null,
  changePerHour: null,
};
const { stuck, spike, rateOfChange, bad, estimated } = qualityCodes;

describe('judgeNeighbours', () => {
  it('finds a value that stays the same for too long, and nothing below that', () => {
    expect(judge([1, 5, 5, 5, 5, 5, 2], { stuckHours: 1 })).toEqual([
      0,
      ...Array.from({ length: 5 }, () => stuck),
      0,
    ]);
    expect(judge([1, 5, 5, 5, 5, 2], { stuckHours: 1 })).toEqual([0, 0, 0, 0, 0, 0]);
  });

  it('takes no flow for a closed valve, and no pressure for a fault', () => {
    expect(judge([0, 0, 0, 0, 0], { stuckHours: 1 })).toEqual([0, 0, 0, 0, 0]);
    expect(judge([0, 0, 0, 0, 0], { stuckHours: 1 }, 'PRESSURE')).toEqual([15, 15, 15, 15, 15]);
  });

  it('finds a reading far from both neighbours on the same side, not a step', () => {
    const thresholds = { spikeStep: 5, spikeRatio: 2 };
    expect(judge([10, 11, 90, 10], thresholds)).toEqual([0, 0, spike, 0]);
    expect(judge([10, 11, 90, 91], thresholds)).toEqual([0, 0, 0, 0]);
    // Twice the neighbours is no spike yet, and little is not much of nothing.
    expect(judge([10, 11, 30, 11], thresholds)).toEqual([0, 0, 0, 0]);
    expect(judge([0, 4, 0], thresholds)).toEqual([0, 0, 0]);
  });

  it('finds a change that is faster than possible, at its end', () => {
    expect(judge([10, 12, 40, 42], { changePerHour: 20 })).toEqual([0, 0, rateOfChange, 0]);
  });

  it('passes over bad readings and leaves what others said of a reading', () => {
    expect(judge([10, 99, 11], { spikeStep: 5 }, 'FLOW', [0, bad, 0])).toEqual([0, bad, 0]);
    expect(judge([10, 99, 11], { spikeStep: 5 }, 'FLOW', [0, estimated, 0])).toEqual([
      0,
      estimated,
      0,
    ]);
  });

  it('takes back what no longer holds', () => {
    expect(judge([10, 11, 12], { spikeStep: 5 }, 'FLOW', [0, spike, stuck])).toEqual([0, 0, 0]);
  });

  it('says the same of a reading from all readings and from those within its reach', () => {
    const thresholds = usualThresholds('pressure', 'PRESSURE');
    fc.assert(
      fc.property(
        fc.array(fc.record({ gap: fc.integer({ min: 1, max: 20 }), value: fc.nat({ max: 30 }) }), {
          maxLength: 80,
        }),
        fc.nat(),
        (readings, pick) => {
          let now = 0;
          const at = Float64Array.from(readings, ({ gap }) => (now += gap * quarter));
          const values = Float64Array.from(readings, ({ value }) => Math.floor(value / 15) * 40);
          const of = (places: readonly number[]) =>
            judgeNeighbours(
              {
                quantity: 'PRESSURE',
                at: Float64Array.from(places, (place) => at[place] ?? 0),
                values: Float64Array.from(places, (place) => values[place] ?? 0),
                codes: new Uint8Array(places.length),
              },
              thresholds,
            );
          const all = Array.from(readings.keys());
          const place = readings.length === 0 ? 0 : pick % readings.length;
          const near = all.filter(
            (other) => Math.abs((at[other] ?? 0) - (at[place] ?? 0)) <= reachMs(thresholds),
          );
          expect(of(near)[near.indexOf(place)]).toBe(of(all)[place]);
        },
      ),
    );
  });
});
