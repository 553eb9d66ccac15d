import { describeWithData } from '@waris/testkit/reference-data';
import { unitApparentLosses, unitRealLosses } from './indicators.ts';
import { currentAnnualRealLosses, infrastructureLeakageIndex } from './leakage-index.ts';
import { awwaMinimumDensityPerKm, unavoidableAnnualRealLosses } from './uarl.ts';
import { convertLength, convertPressure, convertVolume } from './unit-conversion.ts';
import type { LengthKm, PressureM, VolumeM3 } from './units.ts';
import { lengthKm, volumeM3 } from './units.ts';
import type { WaterBalance } from './water-balance.ts';
import { waterBalance } from './water-balance.ts';
import type { Figures } from './worked-examples.testkit.ts';
import {
  exampleOf,
  expectWithin,
  numberOf,
  workedExamplesFile,
} from './worked-examples.testkit.ts';

// A blank cell of the audit form means that there is none, so here null is zero.
function megagallons(figures: Figures, name: string): VolumeM3 {
  return convertVolume(figures[name] === null ? 0 : numberOf(figures, name), 'MG');
}

type Audit = {
  balance: WaterBalance;
  realLossesM3: VolumeM3;
  apparentLossesM3: VolumeM3;
  connections: number;
  mainsLengthKm: LengthKm;
  averagePressureM: PressureM;
};

function auditOf(inputs: Figures): Audit {
  const apparentLossesM3 = megagallons(inputs, 'apparent_losses_MG');
  const balance = waterBalance({
    waterSuppliedM3: megagallons(inputs, 'water_supplied_MG'),
    billedMeteredM3: megagallons(inputs, 'billed_metered_MG'),
    billedUnmeteredM3: megagallons(inputs, 'billed_unmetered_MG'),
    unbilledMeteredM3: megagallons(inputs, 'unbilled_metered_MG'),
    unbilledUnmeteredM3: megagallons(inputs, 'unbilled_unmetered_MG'),
    // The audits publish apparent losses as one sum.
    unauthorisedConsumptionM3: apparentLossesM3,
    customerMeterInaccuracyM3: volumeM3(0),
    dataHandlingErrorsM3: volumeM3(0),
  });
  if (balance.realLossesM3 === null) throw new Error('Real losses are unknown.');
  return {
    balance,
    realLossesM3: balance.realLossesM3,
    apparentLossesM3,
    connections: numberOf(inputs, 'connections'),
    mainsLengthKm: convertLength(numberOf(inputs, 'mains_mi'), 'mi'),
    averagePressureM: convertPressure(numberOf(inputs, 'pressure_psi'), 'psi'),
  };
}

const audits = [
  'GA-Atlanta-2019',
  'GA-Albany-2019',
  'GA-Adairsville-2019',
  'GA-Athens-Clarke_County-2019',
];

describeWithData(workedExamplesFile, 'real AWWA audits of 2019', () => {
  it.each(audits)('%s: the balance comes out as published', (id) => {
    const { inputs, expected, relativeTolerance } = exampleOf(id);
    const { balance } = auditOf(inputs);
    const close = (actual: number | null, name: string) =>
      expectWithin(actual, megagallons(expected, name), relativeTolerance);
    close(balance.authorisedConsumptionM3, 'authorized_consumption_MG');
    close(balance.waterLossesM3, 'water_losses_MG');
    close(balance.realLossesM3, 'real_losses_MG');
    close(balance.nonRevenueWaterM3, 'nrw_MG');
    expectWithin(
      balance.nonRevenueWaterRatio,
      numberOf(expected, 'nrw_fraction'),
      relativeTolerance,
    );
    expect(balance.missing).toEqual([]);
    expect(balance.warnings).toEqual([]);
  });

  it.each(audits)('%s: UARL, ILI and unit losses come out as published', (id) => {
    const { inputs, expected, relativeTolerance } = exampleOf(id);
    const audit = auditOf(inputs);
    const uarl = unavoidableAnnualRealLosses(
      { ...audit, privatePipeLengthKm: lengthKm(0) },
      'awwa-fwas-v5',
    );
    expectWithin(uarl.uarlM3PerYear, megagallons(expected, 'uarl_MG'), relativeTolerance);
    expect(uarl.validity).toBe('valid');

    const carl = currentAnnualRealLosses(audit.realLossesM3, 365);
    const ili = infrastructureLeakageIndex(carl, uarl.uarlM3PerDay);
    expectWithin(ili, numberOf(expected, 'ili'), relativeTolerance);

    const litres = (name: string) => convertVolume(numberOf(expected, name), 'gal') * 1000;
    const unit = unitRealLosses({
      ...audit,
      periodDays: 365,
      minimumDensityPerKm: awwaMinimumDensityPerKm,
    });
    expectWithin(
      unit?.litresPerConnectionPerDay ?? null,
      litres('real_losses_gal_conn_day'),
      relativeTolerance,
    );
    expectWithin(
      unitApparentLosses(audit.apparentLossesM3, audit.connections, 365),
      litres('apparent_losses_gal_conn_day'),
      relativeTolerance,
    );
  });
});
