import fc from 'fast-check';

import {
  awwaFwasV5Policy,
  correctedMeterVolume,
  customerMeterInaccuracy,
  fillByPolicy,
} from './apparent-losses.ts';
import { volumeM3 } from './units.ts';
import type { BalanceComponents } from './water-balance.ts';
import { sumOfVolumes, waterBalance, waterSupplied } from './water-balance.ts';

function balanceInput(changes: Partial<Record<keyof BalanceComponents, number | null>> = {}) {
  const figures = {
    waterSuppliedM3: 10000,
    billedMeteredM3: 7000,
    billedUnmeteredM3: 500,
    unbilledMeteredM3: 200,
    unbilledUnmeteredM3: 100,
    unauthorisedConsumptionM3: 300,
    customerMeterInaccuracyM3: 400,
    dataHandlingErrorsM3: 0,
    ...changes,
  };
  const volume = (figure: number | null) => (figure === null ? null : volumeM3(figure));
  return {
    waterSuppliedM3: volume(figures.waterSuppliedM3),
    billedMeteredM3: volume(figures.billedMeteredM3),
    billedUnmeteredM3: volume(figures.billedUnmeteredM3),
    unbilledMeteredM3: volume(figures.unbilledMeteredM3),
    unbilledUnmeteredM3: volume(figures.unbilledUnmeteredM3),
    unauthorisedConsumptionM3: volume(figures.unauthorisedConsumptionM3),
    customerMeterInaccuracyM3: volume(figures.customerMeterInaccuracyM3),
    dataHandlingErrorsM3: volume(figures.dataHandlingErrorsM3),
  };
}

describe('the water balance', () => {
  it('of a published example has 1,500 m³ of real losses and 25 % of non-revenue water', () => {
    expect(waterBalance(balanceInput())).toEqual({
      waterSuppliedM3: 10000,
      authorisedConsumptionM3: 7800,
      revenueWaterM3: 7500,
      waterLossesM3: 2200,
      apparentLossesM3: 700,
      realLossesM3: 1500,
      nonRevenueWaterM3: 2500,
      nonRevenueWaterRatio: 0.25,
      missing: [],
      warnings: [],
    });
  });

  it('shows negative real losses and flags them', () => {
    const balance = waterBalance(balanceInput({ waterSuppliedM3: 8000 }));
    expect(balance.waterLossesM3).toBe(200);
    expect(balance.realLossesM3).toBe(-500);
    expect(balance.warnings).toEqual(['NegativeRealLosses']);
  });

  it('flags water losses below zero as well', () => {
    const balance = waterBalance(balanceInput({ waterSuppliedM3: 7000 }));
    expect(balance.warnings).toEqual(['NegativeWaterLosses', 'NegativeRealLosses']);
  });

  it('leaves totals unknown that rest on an unknown component, and names it', () => {
    const balance = waterBalance(balanceInput({ unbilledUnmeteredM3: null }));
    expect(balance.missing).toEqual(['unbilledUnmeteredM3']);
    expect(balance.authorisedConsumptionM3).toBeNull();
    expect(balance.waterLossesM3).toBeNull();
    expect(balance.realLossesM3).toBeNull();
    // Non-revenue water needs only what was supplied and billed.
    expect(balance.nonRevenueWaterM3).toBe(2500);
    expect(balance.apparentLossesM3).toBe(700);
  });
});

describe('a doubtful water balance', () => {
  it('has no ratio when nothing was supplied', () => {
    const balance = waterBalance(balanceInput({ waterSuppliedM3: 0 }));
    expect(balance.nonRevenueWaterRatio).toBeNull();
    expect(balance.warnings).toContain('NoWaterSupplied');
  });

  it('flags negative consumption, but not meters that over-register', () => {
    const negative = waterBalance(balanceInput({ billedMeteredM3: -1 }));
    expect(negative.warnings).toContain('NegativeComponent');
    const overRegistering = waterBalance(balanceInput({ customerMeterInaccuracyM3: -50 }));
    expect(overRegistering.warnings).toEqual([]);
  });

  it('counts exports out of water supplied', () => {
    const supplied = waterSupplied({
      ownSourcesM3: volumeM3(100),
      importedM3: volumeM3(30),
      exportedM3: volumeM3(50),
    });
    expect(supplied).toBe(80);
    expect(sumOfVolumes([volumeM3(1), null])).toBeNull();
  });
});

const volumes = fc.double({ min: 0, max: 1e8, noNaN: true });
const inputs = fc
  .record({
    waterSuppliedM3: volumes,
    billedMeteredM3: volumes,
    billedUnmeteredM3: volumes,
    unbilledMeteredM3: volumes,
    unbilledUnmeteredM3: volumes,
    unauthorisedConsumptionM3: volumes,
    customerMeterInaccuracyM3: volumes,
    dataHandlingErrorsM3: volumes,
  })
  .map((figures) => ({ figures, input: balanceInput(figures) }));

describe('every water balance', () => {
  it('has water in = authorised consumption + apparent losses + real losses', () => {
    fc.assert(
      fc.property(inputs, ({ figures, input }) => {
        const balance = waterBalance(input);
        const out =
          Number(balance.authorisedConsumptionM3) +
          Number(balance.apparentLossesM3) +
          Number(balance.realLossesM3);
        expect(Math.abs(out - figures.waterSuppliedM3)).toBeLessThan(1e-5);
      }),
    );
  });

  it('has non-revenue water = losses + unbilled consumption', () => {
    fc.assert(
      fc.property(inputs, ({ figures, input }) => {
        const { waterLossesM3, nonRevenueWaterM3 } = waterBalance(input);
        const unbilled = figures.unbilledMeteredM3 + figures.unbilledUnmeteredM3;
        const difference = Number(nonRevenueWaterM3) - Number(waterLossesM3) - unbilled;
        expect(Math.abs(difference)).toBeLessThan(1e-5);
      }),
    );
  });

  it('scales with its components and keeps its ratio', () => {
    fc.assert(
      fc.property(
        inputs,
        fc.double({ min: 0.01, max: 100, noNaN: true }),
        ({ figures, input }, k) => {
          fc.pre(figures.waterSuppliedM3 > 1);
          const scaled = Object.fromEntries(
            Object.entries(figures).map(([name, figure]) => [name, figure * k]),
          );
          const [one, many] = [waterBalance(input), waterBalance(balanceInput(scaled))];
          const difference = Number(many.realLossesM3) - k * Number(one.realLossesM3);
          expect(Math.abs(difference)).toBeLessThan(1e-3);
          const [a, b] = [Number(one.nonRevenueWaterRatio), Number(many.nonRevenueWaterRatio)];
          expect(Math.abs(a - b)).toBeLessThan(1e-9 * Math.max(1, Math.abs(a)));
        },
      ),
    );
  });

  it('with one component unknown never states real losses', () => {
    fc.assert(
      fc.property(inputs, fc.nat({ max: 7 }), ({ figures }, at) => {
        const name = Object.keys(figures)[at] ?? '';
        const balance = waterBalance(balanceInput({ ...figures, [name]: null }));
        expect(balance.realLossesM3).toBeNull();
        expect(balance.missing).toEqual([name]);
      }),
    );
  });
});

describe('apparent losses', () => {
  it('of meters that miss 2 % of the truth are metered · p / (1 − p)', () => {
    expect(customerMeterInaccuracy(volumeM3(9800), 0.02)).toBeCloseTo(200, 9);
    expect(customerMeterInaccuracy(volumeM3(9800), -0.02)).toBeLessThan(0);
    expect(() => customerMeterInaccuracy(volumeM3(1), 1)).toThrow(RangeError);
    expect(() => customerMeterInaccuracy(volumeM3(1), Number.NaN)).toThrow(RangeError);
  });

  it('take a master meter that reads 4 % too much back to the truth', () => {
    expect(correctedMeterVolume(volumeM3(104), 0.04)).toBeCloseTo(100, 9);
    expect(() => correctedMeterVolume(volumeM3(1), -1)).toThrow(RangeError);
  });

  it('fill by policy only what is unknown, and say what was filled', () => {
    const { components, estimated } = fillByPolicy(
      balanceInput({
        unauthorisedConsumptionM3: null,
        dataHandlingErrorsM3: null,
        unbilledUnmeteredM3: null,
        customerMeterInaccuracyM3: null,
      }),
      awwaFwasV5Policy,
    );
    expect(components.unauthorisedConsumptionM3).toBe(25);
    expect(components.dataHandlingErrorsM3).toBe(17.5);
    expect(components.unbilledUnmeteredM3).toBe(125);
    // Version 5 has no default for customer meters.
    expect(components.customerMeterInaccuracyM3).toBeNull();
    expect(estimated).toEqual([
      'unbilledUnmeteredM3',
      'unauthorisedConsumptionM3',
      'dataHandlingErrorsM3',
    ]);
  });

  it('keep known zeros, and estimate customer meters when the policy knows them', () => {
    const policy = { ...awwaFwasV5Policy, customerMeterUnderRegistrationRatio: 0.1 };
    const { components, estimated } = fillByPolicy(
      balanceInput({ unauthorisedConsumptionM3: 0, customerMeterInaccuracyM3: null }),
      policy,
    );
    expect(components.unauthorisedConsumptionM3).toBe(0);
    expect(components.customerMeterInaccuracyM3).toBeCloseTo(800, 9);
    expect(estimated).toEqual(['customerMeterInaccuracyM3']);
  });
});
