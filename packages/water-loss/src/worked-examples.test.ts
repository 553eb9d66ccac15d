import { describeWithData } from '@waris/testkit/reference-data';
import { awwaFwasV5Policy, customerMeterInaccuracy } from './apparent-losses.ts';
import {
  currentAnnualRealLosses,
  infrastructureLeakageIndex,
  leakageIndexBand,
} from './leakage-index.ts';
import { leakageAtPressure } from './pressure-leakage.ts';
import { unavoidableAnnualRealLosses } from './uarl.ts';
import { combineUncertain, margin95FromVariance } from './uncertainty.ts';
import { flowM3PerHour, lengthKm, pressureM, volumeM3 } from './units.ts';
import { waterBalance } from './water-balance.ts';
import type { Figures } from './worked-examples.testkit.ts';
import {
  exampleOf,
  expectWithin,
  numberOf,
  numbersOf,
  readWorkedExamples,
  workedExamplesFile,
} from './worked-examples.testkit.ts';

function expectEach(
  actual: Readonly<Record<string, number | null>>,
  expected: Figures,
  tolerance: number,
): void {
  for (const [name, value] of Object.entries(actual)) {
    expectWithin(value, numberOf(expected, name), tolerance);
  }
}

describeWithData(workedExamplesFile, 'published water balances', () => {
  it('PWA-WARIS-balance: a month of a DMA comes out as published', () => {
    const { inputs, expected, relativeTolerance } = exampleOf('PWA-WARIS-balance');
    const balance = waterBalance({
      waterSuppliedM3: volumeM3(numberOf(inputs, 'SIV_m3')),
      billedMeteredM3: volumeM3(numberOf(inputs, 'billed_m3')),
      billedUnmeteredM3: volumeM3(0),
      unbilledMeteredM3: volumeM3(numberOf(inputs, 'unbilled_authorized_m3')),
      unbilledUnmeteredM3: volumeM3(0),
      unauthorisedConsumptionM3: volumeM3(numberOf(inputs, 'apparent_m3')),
      customerMeterInaccuracyM3: volumeM3(0),
      dataHandlingErrorsM3: volumeM3(0),
    });
    const actual = {
      authorized_m3: balance.authorisedConsumptionM3,
      water_losses_m3: balance.waterLossesM3,
      real_m3: balance.realLossesM3,
      nrw_m3: balance.nonRevenueWaterM3,
      nrw_pct: (balance.nonRevenueWaterRatio ?? Number.NaN) * 100,
    };
    expectEach(actual, expected, relativeTolerance);
  });

  it('RWA-test-balance: the IWA balance of eight components comes out as published', () => {
    const { inputs, expected, relativeTolerance } = exampleOf('RWA-test-balance');
    const volume = (name: string) => volumeM3(numberOf(inputs, name));
    const balance = waterBalance({
      waterSuppliedM3: volume('SIV'),
      billedMeteredM3: volume('billed_metered'),
      billedUnmeteredM3: volume('billed_unmetered'),
      unbilledMeteredM3: volume('unbilled_metered'),
      unbilledUnmeteredM3: volume('unbilled_unmetered'),
      unauthorisedConsumptionM3: volume('unauthorized'),
      customerMeterInaccuracyM3: volume('meter_inaccuracies'),
      dataHandlingErrorsM3: volumeM3(0),
    });
    const actual = {
      authorized: balance.authorisedConsumptionM3,
      apparent: balance.apparentLossesM3,
      real: balance.realLossesM3,
      water_losses: balance.waterLossesM3,
      revenue_water: balance.revenueWaterM3,
      nrw: balance.nonRevenueWaterM3,
    };
    expectEach(actual, expected, relativeTolerance);
  });
});

describeWithData(workedExamplesFile, 'published UARL', () => {
  it('PWA-WARIS-UARL: 16151.25 m³ a year (the printed 16161 is a misprint), ILI 2.97', () => {
    const { inputs, expected, relativeTolerance } = exampleOf('PWA-WARIS-UARL');
    const uarl = unavoidableAnnualRealLosses({
      mainsLengthKm: lengthKm(numberOf(inputs, 'Lm_km')),
      connections: numberOf(inputs, 'Nc'),
      privatePipeLengthKm: lengthKm(numberOf(inputs, 'Lp_km')),
      averagePressureM: pressureM(numberOf(inputs, 'P_m')),
    });
    const carl = currentAnnualRealLosses(volumeM3(numberOf(inputs, 'CARL_m3_yr')), 365);
    const ili = infrastructureLeakageIndex(carl, uarl.uarlM3PerDay);
    const litresPerDay = uarl.uarlM3PerDay * 1000;
    expectWithin(litresPerDay, numberOf(expected, 'uarl_L_day'), relativeTolerance);
    expectWithin(uarl.uarlM3PerYear, numberOf(expected, 'uarl_m3_yr_correct'), 1e-9);
    expect(Math.round(uarl.uarlM3PerYear)).not.toBe(numberOf(expected, 'uarl_m3_yr_printed'));
    expectWithin(ili, numberOf(expected, 'ili'), relativeTolerance);
    expect(uarl.validity).toBe('indicative');
    // The source prints B, which is the high-income matrix; in the other it is A.
    const index = ili ?? Number.NaN;
    expect(leakageIndexBand(index, 'high-income').band).toBe(expected['band_printed']);
    expect(leakageIndexBand(index, 'low-middle-income').band).toBe('A');
  });

  it('RWA-test-uarl: 30,700 L a day, indicative for so small a system', () => {
    const { inputs, expected, relativeTolerance } = exampleOf('RWA-test-uarl');
    const connections = numberOf(inputs, 'Nc');
    const uarl = unavoidableAnnualRealLosses({
      mainsLengthKm: lengthKm(numberOf(inputs, 'Lm_km')),
      connections,
      privatePipeLengthKm: lengthKm((connections * numberOf(inputs, 'service_m_each')) / 1000),
      averagePressureM: pressureM(numberOf(inputs, 'P_m')),
    });
    const litresPerDay = uarl.uarlM3PerDay * 1000;
    expectWithin(litresPerDay, numberOf(expected, 'uarl_L_day'), relativeTolerance);
    expect(uarl.validity).toBe('indicative');
  });

  it('WLC-Table7.2: the US coefficients are the rounded sums of their components', () => {
    const { inputs, expected } = exampleOf('WLC-Table7.2-UARL-components');
    const sums = Object.keys(inputs)
      .filter((name) => name !== 'order')
      .map((name) => numbersOf(inputs, name).reduce((sum, part) => sum + part, 0));
    // 0.149 is 0.7 % off the printed 0.15, so the sums are held to the printed decimals.
    const printed = numbersOf(expected, 'totals');
    expect(printed).toEqual([5.4, 0.15, 7.5]);
    expect(sums.map((sum, i) => Number(sum.toFixed(i === 1 ? 2 : 1)))).toEqual(printed);
    // One mile, one connection and one mile of private pipe at 1 psi, in gallons.
    const uarl = unavoidableAnnualRealLosses(
      {
        mainsLengthKm: lengthKm(1.609344),
        connections: 1,
        privatePipeLengthKm: lengthKm(1.609344),
        averagePressureM: pressureM(0.703069579639),
      },
      'us-table',
    );
    expectWithin(uarl.uarlM3PerDay / 0.003785411784, 5.4 + 0.15 + 7.5, 1e-6);
  });
});

describeWithData(workedExamplesFile, 'published rules and margins', () => {
  it('WLC-p142-FAVAD: a 20 % cut (0.58 printed for N1 2.5 is a misprint of 0.572)', () => {
    const { inputs, expected, relativeTolerance } = exampleOf('WLC-p142-FAVAD');
    const printed = numbersOf(expected, 'L1_over_L0');
    numbersOf(inputs, 'N1').forEach((n1, i) => {
      const leakage = leakageAtPressure({
        leakageM3PerHour: flowM3PerHour(1),
        pressureM: pressureM(1),
        newPressureM: pressureM(numberOf(inputs, 'P1_over_P0')),
        n1,
      });
      const right = n1 === 2.5 ? 0.572 : (printed[i] ?? Number.NaN);
      expectWithin(leakage, right, relativeTolerance);
    });
  });

  it('WLC-Table7.5: NRW of San Francisco has a margin of 11.2 %', () => {
    const { inputs, expected, relativeTolerance } = exampleOf('WLC-Table7.5-SFPUC-95CI');
    const sources = numbersOf(inputs, 'sources_MG').map((volume) => ({
      volumeM3: volumeM3(volume),
      margin95Ratio: numberOf(inputs, 'source_95CL'),
      sign: 1 as const,
    }));
    const billed = {
      volumeM3: volumeM3(numberOf(inputs, 'billed_metered_MG')),
      margin95Ratio: numberOf(inputs, 'billed_95CL'),
      sign: -1 as const,
    };
    const supplied = combineUncertain(sources);
    const nrw = combineUncertain([...sources, billed]);
    expectWithin(supplied.volumeM3, numberOf(expected, 'system_input_MG'), relativeTolerance);
    expectWithin(nrw.volumeM3, numberOf(expected, 'nrw_MG'), relativeTolerance);
    // Exactly from the printed variances; within 0.3 points from the margins, printed rounded.
    const exact = margin95FromVariance(numberOf(expected, 'nrw_variance')) / nrw.volumeM3;
    expectWithin(exact, numberOf(expected, 'nrw_95CL'), relativeTolerance);
    const difference = (nrw.margin95Ratio ?? Number.NaN) - numberOf(expected, 'nrw_95CL');
    expect(Math.abs(difference)).toBeLessThan(0.003);
    const inputDifference =
      (supplied.margin95Ratio ?? Number.NaN) - numberOf(expected, 'system_input_95CL');
    expect(Math.abs(inputDifference)).toBeLessThan(0.003);
  });

  it('RULE-defaults-v5: the default policy holds the published percentages', () => {
    const { inputs, expected } = exampleOf('RULE-defaults-v5');
    expect(inputs['unauthorized']).toBe('0.25% of water supplied');
    expect(awwaFwasV5Policy.unauthorisedRatioOfSupplied).toBe(0.0025);
    expect(inputs['systematic data handling']).toBe('0.25% of billed metered');
    expect(awwaFwasV5Policy.dataHandlingRatioOfBilledMetered).toBe(0.0025);
    expect(inputs['unbilled unmetered']).toMatch(/^1\.25% of water supplied/u);
    expect(awwaFwasV5Policy.unbilledUnmeteredRatioOfSupplied).toBe(0.0125);
    expect(expected['customer_metering']).toMatch(/^CMI = metered\*p\/\(1-p\)/u);
    expect(customerMeterInaccuracy(volumeM3(980), 0.02)).toBeCloseTo(20, 9);
  });
});

describeWithData(workedExamplesFile, 'the list of worked examples', () => {
  it('has no case that is not checked here or with the audits', () => {
    expect([...readWorkedExamples().keys()].toSorted()).toEqual([
      'GA-Adairsville-2019',
      'GA-Albany-2019',
      'GA-Athens-Clarke_County-2019',
      'GA-Atlanta-2019',
      'PWA-WARIS-UARL',
      'PWA-WARIS-balance',
      'RULE-defaults-v5',
      'RULE-density32',
      'RULE-uarl-validity',
      'RWA-test-balance',
      'RWA-test-uarl',
      'WLC-Table7.2-UARL-components',
      'WLC-Table7.5-SFPUC-95CI',
      'WLC-p142-FAVAD',
    ]);
  });
});
