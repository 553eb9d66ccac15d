import fc from 'fast-check';

import { completenessOf, flowColumn, pressureColumn } from './columns.ts';
import {
  convertDiameter,
  convertFlow,
  convertLength,
  convertPressure,
  convertVolume,
  diameterUnits,
  flowUnits,
  lengthUnits,
  pressureUnits,
  volumeUnits,
} from './unit-conversion.ts';
import { flowM3PerDay, flowM3PerHour, lengthKm, lengthMm, pressureM, volumeM3 } from './units.ts';

describe('quantities', () => {
  it.each([volumeM3, flowM3PerHour, flowM3PerDay, pressureM, lengthKm, lengthMm])(
    'refuse NaN and infinities (%p)',
    (make) => {
      expect(make(1.5)).toBe(1.5);
      for (const value of [Number.NaN, Infinity, -Infinity]) {
        expect(() => make(value)).toThrow(RangeError);
      }
    },
  );

  it('may be negative where that has a meaning, and lengths may not', () => {
    expect([volumeM3(-1), flowM3PerHour(-1), pressureM(-1)]).toEqual([-1, -1, -1]);
    expect(() => lengthKm(-1)).toThrow('Length in km must not be negative');
    expect(() => lengthMm(-1)).toThrow('Length in mm must not be negative');
  });
});

describe('conversion', () => {
  it.each([
    ['L/s', 3.6],
    ['m³/h', 1],
    ['m³/d', 1 / 24],
    ['ML/d', 41.6666667],
    ['GPM', 0.2271247],
    ['MGD', 157.725491],
    ['L/min', 0.06],
    ['CMH', 1],
    ['lps', 3.6],
    [' m3 / h ', 1],
    ['m³/s', 3600],
    ['L/h', 0.001],
    ['CFS', 101.9406477],
    ['IMGD', 189.4204167],
    ['AFD', 51.3950766],
  ])('takes a flow of 1 %s as %p m³/h', (unit, expected) => {
    expect(convertFlow(1, unit)).toBeCloseTo(expected, 6);
  });

  it.each([
    ['m', 1],
    ['bar', 10.1971621],
    ['kPa', 0.1019716],
    ['psi', 0.7030696],
    ['ksc', 10],
    ['mbar', 0.010197162],
    ['ft', 0.3048],
    ['MPa', 101.971621],
  ])('takes a pressure of 1 %s as %p m', (unit, expected) => {
    expect(convertPressure(1, unit)).toBeCloseTo(expected, 6);
  });

  it.each([
    ['m³', 1],
    ['L', 0.001],
    ['kL', 1],
    ['ML', 1000],
    ['gal', 0.0037854],
    ['MG', 3785.411784],
    ['ft³', 0.0283168],
  ])('takes a volume of 1 %s as %p m³', (unit, expected) => {
    expect(convertVolume(1, unit)).toBeCloseTo(expected, 6);
  });
});

describe('conversion of any quantity', () => {
  it('takes lengths as km and diameters as mm', () => {
    expect(convertLength(1, 'mi')).toBeCloseTo(1.609344, 9);
    expect(convertLength(1, 'ft')).toBeCloseTo(0.0003048, 9);
    expect(convertLength(250, 'm')).toBeCloseTo(0.25, 9);
    expect(convertDiameter(6, 'in')).toBeCloseTo(152.4, 9);
    expect(convertDiameter(15, 'cm')).toBeCloseTo(150, 9);
    expect(convertDiameter(0.15, 'm')).toBeCloseTo(150, 9);
  });

  it('names an unknown unit and the known ones', () => {
    expect(() => convertFlow(1, 'furlong')).toThrow(
      /Unknown flow unit "furlong"; known are m³\/h, /u,
    );
    expect(() => convertPressure(1, 'L/s')).toThrow('Unknown pressure unit "L/s"');
    expect(() => convertVolume(1, '')).toThrow(RangeError);
    expect(() => convertVolume(1, 'constructor')).toThrow(RangeError);
  });

  it('names the unit of a value that is not finite', () => {
    expect(() => convertPressure(Number.NaN, 'bar')).toThrow('pressure in bar must be a finite');
    expect(() => convertFlow(Infinity, 'GPM')).toThrow('flow in GPM');
  });

  it.each([
    ['flow', convertFlow, flowUnits],
    ['pressure', convertPressure, pressureUnits],
    ['volume', convertVolume, volumeUnits],
    ['length', convertLength, lengthUnits],
    ['diameter', convertDiameter, diameterUnits],
  ] as const)('of %s is linear in every listed unit', (_quantity, convert, units) => {
    expect(units.length).toBeGreaterThan(3);
    fc.assert(
      fc.property(
        fc.constantFrom(...units),
        fc.double({ min: 0, max: 1e9, noNaN: true }),
        (unit, x) => {
          expect(convert(2 * x, unit)).toBeCloseTo(2 * convert(x, unit), 3);
          expect(convert(1, unit)).toBeGreaterThan(0);
        },
      ),
    );
  });
});

describe('columns', () => {
  it('take NaN and null as gaps and refuse infinities', () => {
    expect(flowColumn([1, null, Number.NaN])).toEqual([1, null, null]);
    expect(pressureColumn(Float64Array.of(1, Number.NaN))).toEqual([1, null]);
    expect(() => flowColumn([Infinity])).toThrow(RangeError);
  });

  it('know how complete they are', () => {
    expect(completenessOf([0, null, 2, Number.NaN])).toBe(0.5);
    expect(completenessOf([])).toBe(0);
  });
});
