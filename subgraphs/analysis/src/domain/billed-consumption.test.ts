import { billedConsumptionOf } from './billed-consumption.ts';

const readings = (coveredSeconds: number, over = {}) => ({
  meters: 10,
  metersWithoutReadings: 0,
  coveredSeconds,
  volumeM3: 90,
  registersThatWentBack: 0,
  ...over,
});
const codesOf = (billed: ReturnType<typeof billedConsumptionOf>) =>
  billed.warnings.map((w) => w.code);

describe('billedConsumptionOf', () => {
  it('is the volume when every meter is covered', () => {
    expect(billedConsumptionOf(readings(1000), 100)).toMatchObject({
      volumeM3: 90,
      coverageRatio: 1,
      estimated: false,
      warnings: [],
    });
  });

  it('takes the rest at the mean from nine tenths up', () => {
    const billed = billedConsumptionOf(readings(900, { metersWithoutReadings: 1 }), 100);
    expect(billed).toMatchObject({ volumeM3: 100, estimated: true, metersWithoutReadings: 1 });
    expect(codesOf(billed)).toEqual(['CUSTOMER_READINGS_ESTIMATED']);
  });

  it('is unknown below, and without meters', () => {
    expect(billedConsumptionOf(readings(899), 100)).toMatchObject({ volumeM3: null });
    expect(codesOf(billedConsumptionOf(readings(899), 100))).toEqual([
      'CUSTOMER_READINGS_INCOMPLETE',
    ]);
    expect(codesOf(billedConsumptionOf(undefined, 100))).toEqual(['NO_CUSTOMER_METERS']);
  });

  it('tells of registers that went back', () => {
    const billed = billedConsumptionOf(readings(1000, { registersThatWentBack: 2 }), 100);
    expect(codesOf(billed)).toEqual(['REGISTER_WENT_BACK']);
  });
});
