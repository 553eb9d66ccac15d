import { billedConsumptionOf } from './billed-consumption.ts';

const readings = (coveredSeconds: number, over = {}) => ({
  meters: 10,
  metersWithoutReadings: 0,
  wantedSeconds: 1000,
  coveredSeconds,
  volumeM3: 90,
  spreadMargin95M3: 0,
  registersThatWentBack: 0,
  ...over,
});
const codesOf = (billed: ReturnType<typeof billedConsumptionOf>) =>
  billed.warnings.map((w) => w.code);

describe('billedConsumptionOf', () => {
  it('is the volume when every meter is covered', () => {
    expect(billedConsumptionOf(readings(1000))).toMatchObject({
      volumeM3: 90,
      coverageRatio: 1,
      estimated: false,
      warnings: [],
    });
  });

  it('takes the rest at the mean from nine tenths up', () => {
    const billed = billedConsumptionOf(readings(900, { metersWithoutReadings: 1 }));
    expect(billed).toMatchObject({ volumeM3: 100, estimated: true, metersWithoutReadings: 1 });
    expect(codesOf(billed)).toEqual(['CUSTOMER_READINGS_ESTIMATED']);
  });

  it('is unknown below, and without meters', () => {
    expect(billedConsumptionOf(readings(899))).toMatchObject({ volumeM3: null });
    expect(codesOf(billedConsumptionOf(readings(899)))).toEqual(['CUSTOMER_READINGS_INCOMPLETE']);
    expect(codesOf(billedConsumptionOf(undefined))).toEqual(['NO_CUSTOMER_METERS']);
  });

  it('says what it may come to where too little was read, and how well that is known', () => {
    const billed = billedConsumptionOf(readings(500));
    expect(billed.partialEstimate).toEqual({ volumeM3: 180, margin95M3: 27 });
    expect(billed.warnings[0]?.message).toContain('it would be 180 ± 27 m³. Enter BILLED_METERED');
    expect(billedConsumptionOf(readings(0, { volumeM3: 0 })).partialEstimate).toBeNull();
    expect(billedConsumptionOf(readings(1000)).partialEstimate).toBeNull();
  });

  it('tells how far spreading between readings widens its margin, once that matters', () => {
    const spread = billedConsumptionOf(readings(1000, { spreadMargin95M3: 45 }));
    expect(spread).toMatchObject({ volumeM3: 90, spreadMargin95Ratio: 0.5 });
    expect(codesOf(spread)).toEqual(['CUSTOMER_READINGS_SPREAD']);
    expect(spread.warnings[0]?.message).toContain('± 50.0 %');
    expect(codesOf(billedConsumptionOf(readings(1000, { spreadMargin95M3: 0.5 })))).toEqual([]);
  });

  it('tells of registers that went back', () => {
    const billed = billedConsumptionOf(readings(1000, { registersThatWentBack: 2 }));
    expect(codesOf(billed)).toEqual(['REGISTER_WENT_BACK']);
  });
});
