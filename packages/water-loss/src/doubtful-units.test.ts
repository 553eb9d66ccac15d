import fc from 'fast-check';
import { doubtfulConsumption, doubtfulPressure } from './doubtful-units.ts';
import { convertPressure } from './unit-conversion.ts';
import { pressureM, volumeM3 } from './units.ts';

const zonePressures = fc.double({ min: 12, max: 70, noNaN: true });

describe('doubtfulPressure', () => {
  it('asks about bar for every usual zone pressure that was given in bar', () => {
    fc.assert(
      fc.property(zonePressures, (metres) => {
        const bar = pressureM(metres / convertPressure(1, 'bar'));
        const doubt = doubtfulPressure(bar);
        expect(doubt?.likelyUnit).toBe('bar');
        expect(doubt?.convertedM).toBeCloseTo(metres, 9);
        expect(doubtfulPressure(pressureM(metres))).toBeNull();
      }),
    );
  });

  it('names psi and kPa beyond what a zone holds, and says nothing without pressure', () => {
    expect(doubtfulPressure(pressureM(140))?.likelyUnit).toBe('psi');
    expect(doubtfulPressure(pressureM(350))).toMatchObject({
      likelyUnit: 'kPa',
      convertedM: expect.closeTo(35.69, 2),
    });
    expect(doubtfulPressure(pressureM(0))).toBeNull();
  });
});

describe('doubtfulPressure of a figure said to be in another unit', () => {
  it('asks about the unit in which the same number is usual', () => {
    const said = (number: number, unit: 'bar' | 'kPa' | 'psi') =>
      doubtfulPressure(convertPressure(number, unit), unit);
    expect(said(40, 'bar')).toEqual({ likelyUnit: 'm', convertedM: expect.closeTo(40, 9) });
    expect(said(4, 'psi')).toMatchObject({
      likelyUnit: 'bar',
      convertedM: expect.closeTo(40.8, 1),
    });
    expect(said(400, 'bar')).toMatchObject({ likelyUnit: 'kPa' });
    expect(said(40, 'kPa')).toMatchObject({ likelyUnit: 'm' });
    expect(said(4, 'bar')).toBeNull();
    expect(said(0.001, 'bar')).toBeNull();
  });
});

describe('doubtfulConsumption', () => {
  const supplied = volumeM3(100_000);

  it.each([
    ['L', 1000],
    ['US gallons', 264.17],
    ['ft³', 35.315],
    ['thousand m³', 0.001],
  ])('recognises bills in %s', (unit, factor) => {
    const doubt = doubtfulConsumption(volumeM3(70_000 * factor), supplied);
    expect(doubt?.likelyUnit).toBe(unit);
    expect(doubt?.convertedM3).toBeCloseTo(70_000, -1);
  });

  it('is silent for bills from a tenth to twice the supply, and where there is none', () => {
    for (const share of [0.1, 0.5, 1, 2]) {
      expect(doubtfulConsumption(volumeM3(share * 100_000), supplied)).toBeNull();
    }
    expect(doubtfulConsumption(volumeM3(5), volumeM3(0))).toBeNull();
    expect(doubtfulConsumption(volumeM3(0), supplied)).toBeNull();
  });
});
