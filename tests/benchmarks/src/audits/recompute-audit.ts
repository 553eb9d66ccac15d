import {
  awwaMinimumDensityPerKm,
  convertLength,
  convertPressure,
  convertVolume,
  currentAnnualRealLosses,
  infrastructureLeakageIndex,
  kmPerMile,
  m3PerUsGallon,
  unavoidableAnnualRealLosses,
  unitApparentLosses,
  unitRealLosses,
  volumeM3,
  waterBalance,
  waterSupplied,
  type VolumeM3,
} from '@waris/water-loss';
import { figure, type Audit } from './read-audits.ts';

/** What a published column should hold by our arithmetic, in its own unit; null: cannot be told. */
export type Recomputed = ReadonlyMap<string, number | null>;

const m3PerMegagallon = 1e6 * m3PerUsGallon;
const litresPerGallon = 1000 * m3PerUsGallon;
const auditDays = 365;

// A blank cell of the audit form means that there is none.
function megagallons(audit: Audit, column: string): VolumeM3 {
  return convertVolume(figure(audit, column) ?? 0, 'MG');
}

function toMegagallons(volume: number | null): number | null {
  return volume === null ? null : volume / m3PerMegagallon;
}

function balanceOf(audit: Audit) {
  return waterBalance({
    waterSuppliedM3: megagallons(audit, 'Supplied'),
    billedMeteredM3: megagallons(audit, 'Billed.Metered'),
    billedUnmeteredM3: megagallons(audit, 'Billed.Unmetered'),
    unbilledMeteredM3: megagallons(audit, 'Unbilled.Metered'),
    unbilledUnmeteredM3: megagallons(audit, 'Unbilled.Unmetered'),
    // Audits publish the sum of the apparent losses, not its parts.
    unauthorisedConsumptionM3: megagallons(audit, 'Apparent.Losses'),
    customerMeterInaccuracyM3: volumeM3(0),
    dataHandlingErrorsM3: volumeM3(0),
  });
}

function extentOf(audit: Audit, privateFeetPerConnection: number) {
  const connections = figure(audit, 'Service.COnnections') ?? 0;
  return {
    mainsLengthKm: convertLength(figure(audit, 'Length.of.Mains') ?? 0, 'mi'),
    connections,
    privatePipeLengthKm: convertLength(connections * privateFeetPerConnection, 'ft'),
    averagePressureM: convertPressure(figure(audit, 'Pressure') ?? 0, 'psi'),
  };
}

function uarlOf(audit: Audit, privateFeetPerConnection: number) {
  return unavoidableAnnualRealLosses(extentOf(audit, privateFeetPerConnection), 'awwa-fwas-v5');
}

/**
 * Feet of private pipe per connection that the published UARL implies, to half a foot: audits
 * count it without publishing it. 0 where no UARL is published.
 */
export function impliedPrivateFeet(audit: Audit): number {
  const published = figure(audit, 'UARL');
  if (published === null) return 0;
  const without = uarlOf(audit, 0).uarlM3PerYear;
  const perFoot = uarlOf(audit, 1).uarlM3PerYear - without;
  const feet = (published * m3PerMegagallon - without) / perFoot;
  return perFoot > 0 ? Math.max(0, Math.round(feet * 2) / 2) : 0;
}

/** Everything that the audit derives, from its own inputs. */
export function recomputeAudit(audit: Audit, privateFeetPerConnection: number): Recomputed {
  const balance = balanceOf(audit);
  const extent = extentOf(audit, privateFeetPerConnection);
  const uarl = uarlOf(audit, privateFeetPerConnection);
  const realLossesM3 = balance.realLossesM3 ?? volumeM3(0);
  const unit = unitRealLosses({
    ...extent,
    realLossesM3,
    periodDays: auditDays,
    minimumDensityPerKm: awwaMinimumDensityPerKm,
  });
  const apparentLossesM3 = balance.apparentLossesM3 ?? volumeM3(0);
  const apparent = unitApparentLosses(apparentLossesM3, extent.connections, auditDays);
  const carl = currentAnnualRealLosses(realLossesM3, auditDays);
  const perLength = unit?.m3PerKmPerDay ?? null;
  const perConnection = unit?.litresPerConnectionPerDay ?? null;
  return new Map([
    [
      'Supplied',
      toMegagallons(
        waterSupplied({
          ownSourcesM3: megagallons(audit, 'Own.Source'),
          importedM3: megagallons(audit, 'Imported'),
          exportedM3: megagallons(audit, 'Exported'),
        }),
      ),
    ],
    ['Authorized.Consumption', toMegagallons(balance.authorisedConsumptionM3)],
    ['Water.Losses', toMegagallons(balance.waterLossesM3)],
    ['Real.Losses', toMegagallons(balance.realLossesM3)],
    ['Non.Revenue.Water', toMegagallons(balance.nonRevenueWaterM3)],
    ['Non.Rev.Water.as...Volume', balance.nonRevenueWaterRatio],
    ['CARL', toMegagallons(carl * auditDays)],
    ['UARL', toMegagallons(uarl.uarlM3PerYear)],
    ['ILI', infrastructureLeakageIndex(carl, uarl.uarlM3PerDay)],
    [
      'Apparent.Losses.per.connection.per.day',
      apparent === null ? null : apparent / litresPerGallon,
    ],
    [
      'Real.Losses.per.connection.per.day',
      perConnection === null ? null : perConnection / litresPerGallon,
    ],
    [
      'Real.Losses.per.length.per.day',
      perLength === null ? null : (perLength * kmPerMile) / m3PerUsGallon,
    ],
  ]);
}
