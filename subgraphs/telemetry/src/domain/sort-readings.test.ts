import fc from 'fast-check';
import type { FittingSeries } from './check-readings.ts';
import { usualThresholds } from './quality/thresholds.ts';
import { sortReadings } from './sort-readings.ts';

const meter = { serialNumber: 'A', kind: 'zone', dmaId: null, sourceDmaId: null } as const;
const fit = (id: string, factor = 1): FittingSeries => ({
  meter: { ...meter, id },
  quantity: 'FLOW',
  factor,
  thresholds: usualThresholds('zone', 'FLOW'),
});
const columnsOf = (rows: readonly (readonly [series: number, at: number, value: number])[]) => ({
  series: [],
  seriesOf: Uint32Array.from(rows, ([series]) => series),
  at: Float64Array.from(rows, ([, at]) => at),
  values: Float64Array.from(rows, ([, , value]) => value),
  quality: null,
});

describe('sortReadings', () => {
  it('sees that two series of a call are the same meter, whatever their units', () => {
    const columns = columnsOf([
      [0, 1000, 3.6],
      [1, 1000, 1],
      [1, 2000, 1],
      [0, 2000, 5],
    ]);
    const sorted = sortReadings(columns, [fit('m'), fit('m', 3.6)], 5000);
    expect(sorted.duplicateCount).toBe(1);
    expect(sorted.rejected).toMatchObject([{ series: 0, row: 3, reason: 'CONFLICTS_WITHIN_CALL' }]);
    expect(sorted.batches).toMatchObject([
      { at: Float64Array.of(1000, 2000), values: Float64Array.of(3.6, 3.6) },
    ]);
  });

  it('stores, counts or refuses each row once, and no instant of a meter twice', () => {
    const row = fc.tuple(
      fc.nat(2),
      fc.integer({ min: -2, max: 8 }),
      fc.constantFrom(1, 2, Number.NaN, 1e9),
    );
    fc.assert(
      fc.property(fc.array(row, { maxLength: 60 }), (rows) => {
        const fits = [fit('m'), fit('n'), { reason: 'METER_NOT_FOUND', message: '' } as const];
        const sorted = sortReadings(columnsOf(rows), fits, 0);
        const stored = sorted.batches.reduce((sum, { rows: kept }) => sum + kept.length, 0);
        const refused = sorted.rejected.filter((one) => one.row !== null).length;
        const ofUnknown = rows.filter(([series]) => series === 2).length;
        expect(stored + refused + ofUnknown + sorted.duplicateCount).toBe(rows.length);
        const instants = sorted.batches.flatMap(({ meterOf, at }) =>
          Array.from(at, (instant, i) => `${meterOf[i]}/${instant}`),
        );
        expect(new Set(instants).size).toBe(instants.length);
      }),
    );
  });
});
